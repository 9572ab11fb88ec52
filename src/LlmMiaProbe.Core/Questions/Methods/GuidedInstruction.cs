using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Similarity;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Guided against general instruction (Golchin and Surdeanu 2023, arXiv 2308.08493): does naming the source bring a completion
/// closer to the true one? A passage of each document is cut at random after 40% to 70% of its words and completed greedily
/// under both. The score is guided less general ROUGE-L (F1), and the same for BLEU.
/// </summary>
/// <param name="prompts">The prompts.</param>
/// <param name="words">Words of the passage; a document of less than twice as many is one passage.</param>
/// <param name="resamples">Of the bootstrap of the mean difference.</param>
/// <param name="maxTokens">Tokens of a completion at most.</param>
/// <param name="seed">Of cuts and bootstrap.</param>
public sealed class GuidedInstruction(PromptLibrary prompts, int words, int resamples, int maxTokens, int seed) : IQuestionMethod
{
    internal static readonly PromptSlot Guided = new("guided", ["first", "title"], []);

    internal static readonly PromptSlot General = new("general", ["first"], []);

    private const double LeastShare = 0.4;
    private const double MostShare = 0.7;

    private readonly PromptTemplate _guided = prompts.Of(Guided);
    private readonly PromptTemplate _general = prompts.Of(General);

    public string Id => FormattableString.Invariant($"guided(tokens={maxTokens},words={words})");

    public IReadOnlyList<string> Measures { get; } = ["guided-rouge-l", "guided-bleu"];

    public bool IsExtraction => false;

    public bool NeedsWriter => false;

    public QuestionCost CostOf(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer) => documents
        .SelectMany(document => Requests(document, Cut(document.Text)))
        .Aggregate(QuestionCost.None, (cost, question) => cost + new QuestionCost(1, tokenizer.Count(question.Request.Messages), question.Request.MaxTokens));

    public async Task<MethodAnswers> AskAsync(Asker target, Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken)
    {
        var cuts = documents.Select(document => Cut(document.Text)).ToList();
        var questions = documents.Zip(cuts).SelectMany(pair => Requests(pair.First, pair.Second)).ToList();
        var guided = await AskAsync(AttemptPurpose.Guided);
        var general = await AskAsync(AttemptPurpose.General);
        var (answers, next) = (new List<DocumentAnswers>(), 0);
        foreach (var (document, cut) in documents.Zip(cuts))
        {
            answers.Add(cut is { } split
                ? Judge(document, split, guided[next], general[next++])
                : DocumentAnswers.NotApplicable(
                    document.Document, Measures.Count, FormattableString.Invariant($"it has fewer than {Passages.FewestWords} words")));
        }

        return new MethodAnswers(answers) { Remarks = Remarks(answers) };

        Task<IReadOnlyList<ChatReply>> AskAsync(string purpose) =>
            target.AskAsync(
                purpose,
                [.. questions.Where(question => question.Purpose == purpose).Select(question => (question.Document, question.Request))],
                cancellationToken);
    }

    private DocumentAnswers Judge(AskedDocument document, SplitText cut, ChatReply guided, ChatReply general)
    {
        JudgedReply[] judged = [JudgedReply.Of(guided, cut.Rest), JudgedReply.Of(general, cut.Rest)];
        var tally = ReplyTally.Of(judged);
        if (tally.Answered < judged.Length)
        {
            return DocumentAnswers.NotApplicable(document.Document, Measures.Count, $"one of the two completions is missing ({tally})", tally);
        }

        var (first, second) = (Closeness(cut, guided.Text), Closeness(cut, general.Text));
        return new DocumentAnswers(document.Document, [AttackScore.Of(first.RougeL - second.RougeL), AttackScore.Of(first.Bleu - second.Bleu)], tally)
        {
            Facts =
            [
                new("guided ROUGE-L", Figures.Fraction(first.RougeL)), new("general ROUGE-L", Figures.Fraction(second.RougeL)),
                new("guided BLEU", Figures.Fraction(first.Bleu)), new("general BLEU", Figures.Fraction(second.Bleu)),
            ],
        };
    }

    /// <summary>ROUGE-L (F1) and BLEU of a completion against as many words of the true rest as it can have had room for.</summary>
    internal static (double RougeL, double Bleu) Closeness(SplitText cut, string reply)
    {
        var numbering = new WordNumbering();
        var (truth, produced) = (numbering.Read(cut.Rest).Numbers, numbering.Read(Echo.Cut(cut.Beginning, reply)).Numbers);
        return (Rouge.Longest(truth, produced).F, Bleu.Of(truth, produced));
    }

    private List<(string Label, string Text)> Remarks(List<DocumentAnswers> answers) =>
    [
        .. from label in new[] { Membership.Member, Membership.Unknown, Membership.NonMember }
           from measure in Enumerable.Range(0, Measures.Count)
           let differences = answers.Where(answer => answer.Label == label).Select(answer => answer.Scores[measure].Value).OfType<double>().ToList()
           let mean = MeanDifference.Of(differences, resamples, seed)
           where mean is not null
           select ("difference", $"{Measures[measure]}, "
               + $"{(label == Membership.NonMember ? "controls" : label == Membership.Member ? "labelled members" : "documents under test")}: "
               + $"{Signed(mean.Mean.Value)} on average over {Figures.Count(mean.Count, "document")}, 95% interval {Signed(mean.Mean.Low)} – "
               + $"{Signed(mean.Mean.High)}, p {Figures.PValue(mean.PValue)} (one-sided bootstrap)."),
    ];

    private static string Signed(double value) => value < 0 ? "-" + Figures.Fraction(-value) : Figures.Fraction(value);

    private List<(ContentHash? Document, string Purpose, ChatRequest Request)> Requests(AskedDocument document, SplitText? cut)
    {
        if (cut is not { } split)
        {
            return [];
        }

        var tokens = Math.Clamp(QuestionCost.Tokens(split.Rest) * 3 / 2, 1, maxTokens);
        return
        [
            (document.Hash, AttemptPurpose.Guided, new ChatRequest(
                _guided.Fill(("title", document.Title), ("first", split.Beginning)), tokens, DecodingScheme.Greedy) { PromptHash = _guided.Hash }),
            (document.Hash, AttemptPurpose.General, new ChatRequest(_general.Fill(("first", split.Beginning)), tokens, DecodingScheme.Greedy)
            {
                PromptHash = _general.Hash,
            }),
        ];
    }

    private SplitText? Cut(string text) => Passages.Of(text, words, 1) is not [var passage]
        ? null
        : SplitText.Of(passage, LeastShare + ((MostShare - LeastShare) * WordOrder.RandomFor(text, seed, 0).NextDouble()));
}

/// <summary><c>ask guided</c>.</summary>
internal sealed class GuidedInstructionRoute : QuestionRoute
{
    private const int MeanResamples = 10_000;

    private const string Words = "words";
    private const string ReplyTokens = "reply-tokens";

    public override string Name => "guided";

    public override string Summary => "Compare completions with and without the name of the source (Golchin and Surdeanu 2023).";

    public override string Example => "--model chat.gguf --corpus benchmark.jsonl";

    public override string Help =>
        """
        A passage of each document is cut at random after 40% to 70% of its words and
        completed twice, once told where it is from. The score is how much closer to the
        true rest the first one is, in ROUGE-L (F1) and in BLEU. The source is the field
        title of a document, else its group: without either the two instructions
        hardly differ. Mean differences of each set have an interval and a one-sided
        p-value from 10,000 bootstrap resamples of documents.
        """;

    public override IReadOnlyList<PromptSlot> Slots => [GuidedInstruction.Guided, GuidedInstruction.General];

    public override IReadOnlyList<RouteParameter> Parameters =>
    [
        RouteParameter.Count(Words, "words of the passage that is cut in two; of a longer document the middle one is taken", 200),
        RouteParameter.Count(ReplyTokens, "tokens of a completion at most", 256),
    ];

    public override IQuestionMethod Create(PromptLibrary prompts, RouteValues values, int seed) =>
        new GuidedInstruction(prompts, values.Count(Words), MeanResamples, values.Count(ReplyTokens), seed);
}
