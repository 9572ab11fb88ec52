using System.Globalization;
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
/// Iterative continuation (Ahmed et al. 2026, arXiv 2601.02671, second phase): the model is given the first words of a document
/// and asked to continue, turn after turn, until it has produced as many words as the document has left, declines, does not
/// know, or the turns are used up. Scored is nv-recall of what follows the given words, and the longest stretch of equal
/// words; given text never counts. Nothing is done to talk a model out of a refusal.
/// </summary>
/// <param name="prompts">The prompts.</param>
/// <param name="givenWords">Words of the document that are given.</param>
/// <param name="turns">Requests of a document at most.</param>
/// <param name="maxTokens">Tokens of a reply at most.</param>
public sealed class IterativeContinuation(PromptLibrary prompts, int givenWords, int turns, int maxTokens) : IQuestionMethod
{
    internal static readonly PromptSlot ContinueFirst = new("continue-first", ["beginning"], ["title"]);

    internal static readonly PromptSlot ContinueNext = new("continue-next", [], ["title"]);

    private readonly PromptTemplate _first = prompts.Of(ContinueFirst);
    private readonly PromptTemplate _next = prompts.Of(ContinueNext);

    public string Id => FormattableString.Invariant($"continue(given={givenWords},tokens={maxTokens},turns={turns})");

    public IReadOnlyList<string> Measures { get; } = ["continue-nv-recall", "continue-longest-words"];

    public bool IsExtraction => true;

    public bool NeedsWriter => false;

    public QuestionCost CostOf(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer) => documents
        .Select(Begin).Where(chat => chat.Reason is null)
        .Aggregate(QuestionCost.None, (cost, chat) => cost + CostOf(tokenizer, chat));

    public async Task<MethodAnswers> AskAsync(Asker target, Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken)
    {
        var chats = documents.Select(Begin).ToList();
        for (var turn = 0; turn < turns && chats.Where(chat => chat.GoesOn).ToList() is { Count: > 0 } open; turn++)
        {
            var replies = await target.AskAsync(
                AttemptPurpose.Turn, [.. open.Select(chat => ((ContentHash?)chat.Document.Hash, Request(chat)))], cancellationToken);
            foreach (var (chat, reply) in open.Zip(replies))
            {
                chat.Add(JudgedReply.Of(reply, chat.Document.Text), _next.Fill(("title", chat.Document.Title)));
            }
        }

        return new MethodAnswers([.. chats.Select(Judge)]) { Remarks = chats.Exists(chat => chat.Reason is null) ? [("endings", Endings(chats))] : [] };
    }

    private OpenChat Begin(AskedDocument document)
    {
        var places = Passages.Words(document.Text);
        if (places.Count < givenWords + Passages.FewestWords)
        {
            return new OpenChat(document, "", "", [])
            {
                Reason = FormattableString.Invariant($"it has fewer than {Passages.FewestWords} words after the {givenWords} that are given"),
            };
        }

        var beginning = document.Text[..places[givenWords - 1].End];
        // A token is at most a word, so that no more can come.
        var last = (int)Math.Min(places.Count, givenWords + ((long)turns * maxTokens)) - 1;
        return new OpenChat(
            document,
            beginning,
            document.Text[places[givenWords - 1].End..places[last].End],
            _first.Fill(("beginning", beginning), ("title", document.Title)));
    }

    private QuestionCost CostOf(ITextTokenizer tokenizer, OpenChat chat)
    {
        var (cost, given, left) = (QuestionCost.None, (long)tokenizer.Count(chat.Messages), QuestionCost.Tokens(chat.Rest) * 5 / 4);
        for (var turn = 0; turn < turns && left > 0; turn++)
        {
            var reply = Math.Min(left, maxTokens);
            cost += new QuestionCost(1, given, Tokens(chat));
            given += reply + tokenizer.Count(_next.Messages);
            left -= reply;
        }

        return cost;
    }

    private int Tokens(OpenChat chat) => Math.Clamp(QuestionCost.Tokens(chat.Rest) * 3 / 2, 1, maxTokens);

    private ChatRequest Request(OpenChat chat) => new(chat.Messages, Tokens(chat), DecodingScheme.Greedy)
    {
        PromptHash = chat.Replies.Count == 0 ? _first.Hash : _next.Hash,
    };

    private DocumentAnswers Judge(OpenChat chat)
    {
        var tally = ReplyTally.Of(chat.Replies);
        if (chat.Reason is { } reason || tally.Answered == 0)
        {
            return DocumentAnswers.NotApplicable(chat.Document.Document, Measures.Count, chat.Reason ?? $"nothing was produced ({tally})", tally);
        }

        var numbering = new WordNumbering();
        var (truth, produced) = (numbering.Read(chat.Rest), numbering.Read(chat.Produced));
        var recall = NearVerbatimRecall.Measure(truth.Numbers, produced.Numbers);
        var longest = LongestCommonSubstring.Find(truth.Numbers, produced.Numbers);
        return new DocumentAnswers(chat.Document.Document, [AttackScore.Of(recall.Recall), AttackScore.Of(longest.Length)], tally)
        {
            Facts =
            [
                new("words asked for", truth.Count.ToString(CultureInfo.InvariantCulture)),
                new("words produced", produced.Count.ToString(CultureInfo.InvariantCulture)),
                new("words in long passages", recall.Matched.ToString(CultureInfo.InvariantCulture)), new("ending", chat.Ending),
                new(
                    "longest stretch",
                    longest.Length == 0
                        ? ""
                        : chat.Produced[produced.Starts[longest.GeneratedStart]..(produced.Starts[longest.GeneratedEnd - 1]
                            + produced.Lengths[longest.GeneratedEnd - 1])]),
            ],
        };
    }

    private static string Endings(List<OpenChat> chats) =>
        string.Join(", ", chats.Where(chat => chat.Reason is null)
            .CountBy(chat => chat.Ending)
            .OrderByDescending(ending => ending.Value)
            .ThenBy(ending => ending.Key, StringComparer.Ordinal)
            .Select(ending => $"{Figures.Count(ending.Value)} {ending.Key}"))
        + ". What a model refuses it may know; what does not come may be known to it all the same.";
}

/// <summary><c>ask continue</c>.</summary>
internal sealed class IterativeContinuationRoute : QuestionRoute
{
    private const string GivenWords = "given-words";
    private const string Turns = "turns";
    private const string ReplyTokens = "reply-tokens";

    public override string Name => "continue";

    public override string Summary => "Ask a model to continue documents, turn after turn, and measure how much of them comes.";

    public override string Example => "--model chat.gguf --corpus works.jsonl --turns 8";

    public override string Help =>
        """
        The score is nv-recall: the share of what follows the given words that comes in
        long, nearly verbatim passages (Ahmed et al. 2026). Given text, and given text
        that a reply repeats, never counts. A chat ends when the model declines, says
        that it does not know, or has produced as many words as the document has left;
        these endings are counted apart. Nothing is done to talk it out of a refusal.
        """;

    public override IReadOnlyList<PromptSlot> Slots => [IterativeContinuation.ContinueFirst, IterativeContinuation.ContinueNext];

    public override IReadOnlyList<RouteParameter> Parameters =>
    [
        RouteParameter.Count(GivenWords, "words of a document that are given", 50),
        RouteParameter.Count(Turns, "requests of a document at most", 4),
        RouteParameter.Count(ReplyTokens, "tokens of a reply at most", 512),
    ];

    public override IQuestionMethod Create(PromptLibrary prompts, RouteValues values, int seed) =>
        new IterativeContinuation(prompts, values.Count(GivenWords), values.Count(Turns), values.Count(ReplyTokens));
}
