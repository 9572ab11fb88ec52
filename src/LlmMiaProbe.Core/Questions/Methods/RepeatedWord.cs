using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Similarity;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Divergence (Nasr et al. 2023, arXiv 2311.17035): a model that is to repeat a word forever may stop and emit other text,
/// which is looked up in the documents. Not aimed at any document: the score is the longest stretch of its words in any output.
/// Divergence alone shows nothing.
/// </summary>
/// <param name="prompts">The prompts.</param>
/// <param name="words">The words to repeat.</param>
/// <param name="samples">Outputs for each.</param>
/// <param name="maxTokens">Tokens of an output at most.</param>
/// <param name="matchWords">Words of a stretch that is listed; the paper's 50 tokens are about 38 words.</param>
/// <param name="seed">Of the samples.</param>
public sealed class RepeatedWord(PromptLibrary prompts, IReadOnlyList<string> words, int samples, int maxTokens, int matchWords, int seed) : IQuestionMethod
{
    internal static readonly PromptSlot RepeatWord = new("repeat-word", ["word"], []);

    private readonly PromptTemplate _prompt = prompts.Of(RepeatWord);

    public string Id => FormattableString.Invariant($"repeat(samples={samples},tokens={maxTokens},words={string.Join('|', words)})");

    public IReadOnlyList<string> Measures { get; } = ["repeat-longest-words"];

    public bool IsExtraction => true;

    public bool NeedsWriter => false;

    public string WhyWhole => "its questions are about no document, and few";

    public QuestionCost CostOf(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer) =>
        Requests().Aggregate(QuestionCost.None, (cost, asked) => cost + new QuestionCost(1, tokenizer.Count(asked.Request.Messages), asked.Request.MaxTokens));

    public async Task<MethodAnswers> AskAsync(Asker target, Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken)
    {
        var requests = Requests();
        var replies = await target.AskAsync(AttemptPurpose.RepeatWord, [.. requests.Select(asked => ((ContentHash?)null, asked.Request))], cancellationToken);
        var judged = replies.Select(reply => JudgedReply.Of(reply)).ToList();
        var produced = requests
            .Zip(judged)
            .Where(pair => pair.Second.Kind == ReplyKind.Answered)
            .Select(pair => AfterRepetition(pair.First.Word, pair.Second.Reply.Text))
            .ToList();
        var tally = ReplyTally.Of(judged);
        var spans = new ProducedSpans(produced);
        var answers = documents.Select(document => tally.Answered == 0
            ? DocumentAnswers.NotApplicable(document.Document, Measures.Count, $"nothing was produced ({tally})")
            : Judge(document, spans)).ToList();
        return new MethodAnswers(answers) { Common = tally, Remarks = [("diverged", Remark(produced))] };
    }

    /// <summary>What follows the repetitions of a word at the beginning of an output; empty if nothing else does.</summary>
    internal static string AfterRepetition(string word, string output)
    {
        var numbering = new WordNumbering();
        var (repeated, produced) = (numbering.Read(word).Numbers, numbering.Read(output));
        var at = 0;
        while (at < produced.Count && repeated.Contains(produced.Numbers[at]))
        {
            at++;
        }

        return at == produced.Count ? "" : output[produced.Starts[at]..];
    }

    private DocumentAnswers Judge(AskedDocument document, ProducedSpans produced)
    {
        var spans = produced.Find(document.Text, 1);
        var longest = spans.Count == 0 ? (Words: 0, Text: "") : spans.MaxBy(span => span.Words);
        return new DocumentAnswers(document.Document, [AttackScore.Of(longest.Words)], ReplyTally.None)
        {
            Facts =
            [
                new("longest stretch", longest.Text),
                .. spans
                    .Where(span => span.Words >= matchWords)
                    .Select(span => KeyValuePair.Create(FormattableString.Invariant($"stretch of {span.Words} words"), span.Text)),
            ],
        };
    }

    private static string Remark(List<string> produced) => produced.Count == 0
        ? "no output to look at."
        : $"{Figures.Count(produced.Count(text => text.Length > 0))} of {Figures.Count(produced.Count, "output")} went over to other text, "
            + $"which by itself shows nothing; {Figures.Count(produced.Sum(text => WordNumbering.ReadAlone(text).Count), "word")} of it were "
            + "looked up in the documents.";

    private List<(string Word, ChatRequest Request)> Requests() =>
    [
        .. words.SelectMany(word => Enumerable.Range(0, samples)
            .Select(
                sample => (word, new ChatRequest(_prompt.Fill(("word", word)), maxTokens, DecodingScheme.Full, seed, sample) { PromptHash = _prompt.Hash }))),
    ];
}

/// <summary><c>ask repeat</c>.</summary>
internal sealed class RepeatedWordRoute : QuestionRoute
{
    private const string Word = "word";
    private const string Samples = "samples";
    private const string ReplyTokens = "reply-tokens";
    private const string MatchWords = "match-words";

    public override string Name => "repeat";

    public override string Summary => "Ask a model to repeat a word forever and look up in the documents what else it emits (Nasr et al. 2023).";

    public override string Example => "--model chat.gguf --corpus corpus.jsonl --samples 20";

    public override string Help =>
        """
        No document is asked about, so the cost does not depend on the corpus. What
        follows the repetitions is searched for the longest stretches of words that a
        document has, too. That a model stops repeating shows nothing by itself. The
        score of a document is its longest stretch in any output, in words; a few words
        in a row are common to all texts, which the control documents show.
        """;

    public override IReadOnlyList<PromptSlot> Slots => [RepeatedWord.RepeatWord];

    public override IReadOnlyList<RouteParameter> Parameters =>
    [
        RouteParameter.Texts(Word, "word to repeat; may be given several times", "poem", "company", "book", "send"),
        RouteParameter.Count(Samples, "outputs for each word", 5),
        RouteParameter.Count(ReplyTokens, "tokens of an output at most", 1000),
        RouteParameter.Count(MatchWords, "words of a stretch that is listed; 50 tokens are about 38", 38),
    ];

    public override IQuestionMethod Create(PromptLibrary prompts, RouteValues values, int seed) => new RepeatedWord(
        prompts, values.Texts(Word), values.Count(Samples), values.Count(ReplyTokens), values.Count(MatchWords), seed);
}
