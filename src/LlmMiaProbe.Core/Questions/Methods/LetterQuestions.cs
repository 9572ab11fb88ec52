using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;

namespace LlmMiaProbe.Questions;

/// <summary>Asks multiple-choice questions, whose options are variables <c>a</c>, <c>b</c>, ... of a prompt.</summary>
/// <param name="prompt">The question.</param>
/// <param name="options">How many options it has.</param>
internal sealed class LetterQuestions(PromptTemplate prompt, int options)
{
    // Enough for "The answer is (B)."
    private const int MaxTokens = 8;

    private const int MostAlternatives = 20;

    /// <param name="title">What the text is called.</param>
    /// <param name="texts">One an option.</param>
    /// <param name="topLogProbs">Alternatives that the model reports; 0 to read its answer only.</param>
    public ChatRequest Request(string title, IReadOnlyList<string> texts, int topLogProbs) =>
        new(prompt.Fill([("title", title), .. texts.Select((text, i) => (((char)('a' + i)).ToString(), text))]), MaxTokens, DecodingScheme.Greedy)
        {
            PromptHash = prompt.Hash,
            TopLogProbs = Math.Min(topLogProbs, MostAlternatives),
        };

    /// <summary>Asks all at once.</summary>
    /// <returns>Answers and judged replies in the order asked.</returns>
    public async Task<IReadOnlyList<(LetterAnswer Answer, JudgedReply Reply)>> AskAsync(
        Asker target, string purpose, IReadOnlyList<(ContentHash Document, ChatRequest Request, int Right)> questions, CancellationToken cancellationToken)
    {
        var replies = await target.AskAsync(purpose, [.. questions.Select(question => ((ContentHash?)question.Document, question.Request))], cancellationToken);
        return [.. replies.Select((reply, i) => Read(JudgedReply.Of(reply), questions[i].Right))];
    }

    public QuestionCost CostOf(ITextTokenizer tokenizer, string title, IReadOnlyList<string> texts) =>
        new(1, tokenizer.Count(Request(title, texts, 0).Messages), MaxTokens);

    private (LetterAnswer Answer, JudgedReply Reply) Read(JudgedReply reply, int right)
    {
        if (reply.Kind is ReplyKind.Failed or ReplyKind.Filtered)
        {
            return (new LetterAnswer(right, null, null), reply);
        }

        var probabilities = LetterReply.Probabilities(reply.Reply.Detail.FirstToken, options);
        var chosen = LetterReply.Read(reply.Reply.Text, options) ?? (probabilities is null ? null : Array.IndexOf(probabilities, probabilities.Max()));
        var isRefused = reply.Kind is ReplyKind.Refused or ReplyKind.Unknowing && LetterReply.Read(reply.Reply.Text, options) is null;
        return isRefused
            ? (new LetterAnswer(right, null, null), reply)
            : (new LetterAnswer(right, chosen, probabilities?[right]), reply.Read(chosen is not null, "no letter"));
    }
}
