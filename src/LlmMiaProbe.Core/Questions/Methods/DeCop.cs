using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Questions;

/// <summary>
/// DE-COP (Duarte et al. 2024, arXiv 2402.09910): which of four passages is the verbatim one? The others are paraphrases
/// by a model that the user names. Every passage is asked about in all 24 orders, or in 4 that put it once on each place.
/// </summary>
/// <param name="prompts">The prompts.</param>
/// <param name="orders">24 or 4.</param>
/// <param name="words">Words of a passage.</param>
/// <param name="passages">Passages of a document at most.</param>
/// <param name="seed">Of the paraphrases.</param>
public sealed class DeCop(PromptLibrary prompts, int orders, int words, int passages, int seed) : IQuestionMethod
{
    internal static readonly PromptSlot DecopQuestion = new("decop-question", ["a", "b", "c", "d"], ["title"]);

    internal static readonly PromptSlot DecopParaphrase = new("decop-paraphrase", ["passage"], []);

    private const int Options = 4;

    private readonly IReadOnlyList<int[]> _orders = orders switch
    {
        24 => OptionOrders.All(Options),
        Options => OptionOrders.Cyclic(Options),
        _ => throw new ConfigurationException($"--orders {orders.ToString(CultureInfo.InvariantCulture)} is not allowed; expected 24 (all) or 4 (cyclic)."),
    };

    private readonly LetterQuestions _questions = new(prompts.Of(DecopQuestion), Options);

    public string Id => FormattableString.Invariant($"decop(orders={orders},passages={passages},words={words})");

    public IReadOnlyList<string> Measures { get; } = ["decop"];

    public bool IsExtraction => false;

    public bool NeedsWriter => true;

    public bool NeedsWriterFor(IReadOnlyList<AskedDocument> documents) => documents.Any(document => document.Paraphrases.Count == 0);

    public QuestionCost CostOf(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer) =>
        documents.Aggregate(QuestionCost.None, (cost, document) => document.Paraphrases is { Count: > 0 } given
            ? cost + (_questions.CostOf(tokenizer, document.Title, [document.Text, .. given]) * orders)
            : cost)
        + CostOfWritten([.. documents.Where(document => document.Paraphrases.Count == 0)], tokenizer);

    private QuestionCost CostOfWritten(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer) => documents
        .SelectMany(document => Passages.Of(document.Text, words, passages).Select(passage => (document.Title, Passage: passage)))
        .Aggregate(QuestionCost.None, (cost, each) => cost
            + (_questions.CostOf(tokenizer, each.Title, [.. Enumerable.Repeat(each.Passage, Options)]) * orders)
            + (PassageWriter.CostOf(tokenizer, prompts.Of(DecopParaphrase), each.Passage) * (Options - 1)));

    public async Task<MethodAnswers> AskAsync(Asker target, Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken)
    {
        var (asked, replies) = await PassagesOfAsync(writer, documents, cancellationToken);
        var questions = asked.Where(entry => entry.Passage.Reason is null)
            .SelectMany(
                entry => _orders.Select(order => (entry.Document, Question: Question(entry.Document, entry.Passage, order, target.Chat.TopLogProbs)))).ToList();
        var answers = await _questions.AskAsync(target, AttemptPurpose.Decop, [.. questions.Select(question => question.Question)], cancellationToken);
        var byDocument = questions
            .Zip(answers, (question, answer) => (question.Document, answer))
            .ToLookup(entry => entry.Document.Document.Ordinal, entry => entry.answer);
        var passagesOf = asked.ToLookup(entry => entry.Document.Document.Ordinal, entry => entry.Passage);
        return new MethodAnswers(
            [.. documents.Select(document => Judge(document, [.. passagesOf[document.Document.Ordinal]], [.. byDocument[document.Document.Ordinal]]))])
        {
            Writer = replies,
            Remarks = Remarks([.. answers.Select(answer => answer.Answer)], documents.Count(document => document.Paraphrases.Count > 0), documents.Count),
        };
    }

    private async Task<(IReadOnlyList<(AskedDocument Document, RewrittenPassage Passage)> Written, ReplyTally Replies)> PassagesOfAsync(
        Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken)
    {
        List<AskedDocument> others = [.. documents.Where(document => document.Paraphrases.Count == 0)];
        var given = documents.Where(document => document.Paraphrases.Count > 0).Select(document => (document, PassageWriter.Given(document)));
        if (others.Count == 0)
        {
            return ([.. given], ReplyTally.Of([]));
        }

        ArgumentNullException.ThrowIfNull(writer);
        var (written, replies) = await new PassageWriter(writer, prompts.Of(DecopParaphrase), AttemptPurpose.Paraphrase, seed)
            .WriteAsync(others, words, passages, Options - 1, cancellationToken);
        return ([.. given, .. written], replies);
    }

    private (ContentHash Document, ChatRequest Request, int Right) Question(AskedDocument document, RewrittenPassage passage, int[] order, int topLogProbs)
    {
        string[] texts = [passage.Passage, .. passage.Rewritings];
        return (document.Hash, _questions.Request(document.Title, [.. order.Select(option => texts[option])], topLogProbs), Array.IndexOf(order, 0));
    }

    private DocumentAnswers Judge(AskedDocument document, List<RewrittenPassage> written, List<(LetterAnswer Answer, JudgedReply Reply)> answers)
    {
        var usable = written.Count(passage => passage.Reason is null);
        if (usable == 0)
        {
            return DocumentAnswers.NotApplicable(document.Document, Measures.Count, written.Count == 0
                ? FormattableString.Invariant($"it has fewer than {Passages.FewestWords} words")
                : $"no passage could be paraphrased: {written.Select(passage => passage.Reason).First(reason => reason is not null)}");
        }

        var tally = ReplyTally.Of(answers.Select(answer => answer.Reply));
        var score = DeCopScore.Of([.. answers.Select(answer => answer.Answer)], Options) is { } value
            ? AttackScore.Of(value)
            : AttackScore.NotApplicable($"not every place of the right option got an answer ({tally})");
        return new DocumentAnswers(document.Document, [score], tally)
        {
            Facts =
            [
                new("passages", usable.ToString(CultureInfo.InvariantCulture)),
                new("passages left out", (written.Count - usable).ToString(CultureInfo.InvariantCulture)),
            ],
        };
    }

    private static List<(string Label, string Text)> Remarks(List<LetterAnswer> answers, int given, int documents)
    {
        List<(string, string)> remarks =
        [
            ("chance", "a model that knows nothing scores .250, and so does one that prefers a letter: the right option stands on each place equally often."),
        ];
        if (given > 0)
        {
            remarks.Add(
                ("options",
                    $"{Figures.Count(given)} of {Figures.Count(documents, "document")}: the passage and the three paraphrases that the data set gives, whole; "
                    + "the others: passages cut here and paraphrased by the model named."));
        }

        if (DeCopScore.Preferences(answers, Options) is { } shares)
        {
            remarks.Add(
                ("letters", $"chosen {string.Join(", ", shares.Select((share, i) => $"{(char)('A' + i)} {Figures.WholePercent(share)}"))}; "
                    + (answers.Any(answer => answer.Probability is not null)
                        ? "scores are probabilities of the letters."
                        : "scores are shares of right answers, because the model reports no log-probabilities.")));
        }

        return remarks;
    }
}

/// <summary><c>ask decop</c>.</summary>
internal sealed class DeCopRoute : QuestionRoute
{
    private const string Orders = "orders";
    private const string PassagesOf = "passages";
    private const string Words = "words";

    public override string Name => "decop";

    public override string Summary => "Ask which of four passages is verbatim, the others being paraphrases (DE-COP, Duarte et al. 2024).";

    public override string Example => """
        --model chat.gguf --paraphraser writer.gguf \
            --corpus suspects.jsonl --non-members controls.jsonl --dry-run
        """;

    public override string Help =>
        """
        A model that you name writes three paraphrases of each passage; they stay in the
        store. Each passage is asked about in every order of the options, so that a
        preferred letter earns nothing. Where the model reports log-probabilities, the
        score is the probability of the right letter among the four, else the share of
        right answers; 1/4 by chance. A model may prefer human text to paraphrases
        without knowing it: only the comparison with control documents of the same kind
        counts. The title in the question is the field title of a document, else its
        group. Records as in arXivTection and BookTection (Example_A to Example_D,
        Answer, Label) bring their paraphrases along: they are asked as they are, and
        no model need write any.
        """;

    public override IReadOnlyList<PromptSlot> Slots => [DeCop.DecopQuestion, DeCop.DecopParaphrase];

    public override bool RewritesPassages => true;

    public override IReadOnlyList<RouteParameter> Parameters =>
    [
        RouteParameter.Choice(Orders, "orders of the options: all 24, or 4 cyclic ones at a sixth of the cost", "24", "4"),
        RouteParameter.Count(PassagesOf, "passages of a document at most", 30),
        RouteParameter.Count(Words, "words of a passage", 96),
    ];

    public override IQuestionMethod Create(PromptLibrary prompts, RouteValues values, int seed) =>
        new DeCop(prompts, values.Choice(Orders) == "4" ? 4 : 24, values.Count(Words), values.Count(PassagesOf), seed);
}
