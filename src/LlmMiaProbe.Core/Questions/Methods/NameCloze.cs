using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Name cloze (Chang et al. 2023, arXiv 2305.00118): which proper name is missing in a passage? The score is the share of
/// names that are named exactly. Who knows the plot from elsewhere names them, too.
/// </summary>
/// <param name="prompts">The prompts.</param>
/// <param name="passages">Passages of a document at most.</param>
public sealed class NameCloze(PromptLibrary prompts, int passages) : IQuestionMethod
{
    internal static readonly PromptSlot Slot = new("name-cloze", ["passage"], []);

    private const int MaxTokens = 16;

    private readonly PromptTemplate _prompt = prompts.Of(Slot);

    public string Id => FormattableString.Invariant($"name-cloze(passages={passages})");

    public IReadOnlyList<string> Measures { get; } = ["name-cloze"];

    public bool IsExtraction => false;

    public bool NeedsWriter => false;

    public QuestionCost CostOf(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer) => documents
        .SelectMany(document => ClozeFinder.Find(document.Text, passages))
        .Aggregate(QuestionCost.None, (cost, cloze) => cost + new QuestionCost(1, tokenizer.Count(Request(cloze).Messages), MaxTokens));

    public async Task<MethodAnswers> AskAsync(Asker target, Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken)
    {
        var clozes = documents.Select(document => ClozeFinder.Find(document.Text, passages)).ToList();
        var questions = documents.Zip(clozes).SelectMany(pair => pair.Second.Select(cloze => ((ContentHash?)pair.First.Hash, Request(cloze)))).ToList();
        var replies = await target.AskAsync(AttemptPurpose.NameCloze, questions, cancellationToken);
        var (answers, next) = (new List<DocumentAnswers>(), 0);
        foreach (var (document, asked) in documents.Zip(clozes))
        {
            answers.Add(Judge(document, asked, [.. replies.Skip(next).Take(asked.Count)]));
            next += asked.Count;
        }

        return new MethodAnswers(answers) { Remarks = [("chance", "there is no fixed share by chance; the share in the control documents takes its place.")] };
    }

    private DocumentAnswers Judge(AskedDocument document, IReadOnlyList<Cloze> clozes, List<ChatReply> replies)
    {
        if (clozes.Count == 0)
        {
            return DocumentAnswers.NotApplicable(document.Document, Measures.Count, "it has no passage of 40 to 60 words with exactly one proper name");
        }

        var (judged, right) = (new List<JudgedReply>(), 0);
        foreach (var (cloze, reply) in clozes.Zip(replies))
        {
            var name = ClozeFinder.NameIn(reply.Text);
            var answer = JudgedReply.Of(reply).Read(name is not null, "no name");
            judged.Add(answer);
            right += answer.Kind == ReplyKind.Answered && name is not null && ComparisonForm.Of(name) == ComparisonForm.Of(cloze.Name) ? 1 : 0;
        }

        var tally = ReplyTally.Of(judged);
        return new DocumentAnswers(
            document.Document,
            [tally.Answered == 0 ? AttackScore.NotApplicable($"nothing was answered ({tally})") : AttackScore.Of((double)right / tally.Answered)],
            tally)
        {
            Facts = [new("passages", clozes.Count.ToString(CultureInfo.InvariantCulture)), new("right", right.ToString(CultureInfo.InvariantCulture))],
        };
    }

    private ChatRequest Request(Cloze cloze) => new(_prompt.Fill(("passage", cloze.Passage)), MaxTokens, DecodingScheme.Greedy) { PromptHash = _prompt.Hash };
}

/// <summary><c>ask cloze</c>.</summary>
internal sealed class NameClozeRoute : QuestionRoute
{
    private const string Passages = "passages";

    public override string Name => "cloze";

    public override string Summary => "Ask for the proper name that is missing in passages (name cloze, Chang et al. 2023).";

    public override string Example => "--model chat.gguf --corpus novels.jsonl --passages 20";

    public override string Help =>
        """
        Passages of 40 to 60 words with exactly one proper name are found by spelling:
        a capitalised word within a sentence that never occurs in lower case. The score
        is the share of names that are named exactly. Names of well-known works are
        known from many places besides the work itself: take controls that are as well
        known.
        """;

    public override IReadOnlyList<PromptSlot> Slots => [NameCloze.Slot];

    public override IReadOnlyList<RouteParameter> Parameters =>
    [
        RouteParameter.Count(Passages, "passages of a document at most", 100),
    ];

    public override IQuestionMethod Create(PromptLibrary prompts, RouteValues values, int seed) => new NameCloze(prompts, values.Count(Passages));
}
