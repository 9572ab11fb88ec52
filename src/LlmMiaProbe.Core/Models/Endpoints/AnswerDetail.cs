namespace LlmMiaProbe.Models;

/// <summary>What an endpoint says about an answer beside its text. Everything as reported, nothing inferred.</summary>
public sealed record AnswerDetail
{
    /// <summary>The model that the endpoint says it used; null if it does not say.</summary>
    public string? ReportedModel { get; init; }

    /// <summary>OpenAI's <c>system_fingerprint</c>; null if it does not say.</summary>
    public string? SystemFingerprint { get; init; }

    /// <summary>The finish reason on the wire, such as <c>stop</c>, <c>length</c>, <c>content_filter</c>.</summary>
    public string? Finish { get; init; }

    /// <summary>What stands in the answer's own field for refusals; null if it is empty. A refusal in plain words is in the text.</summary>
    public string? Refusal { get; init; }

    /// <summary>Tokens of the prompt as billed; null if it does not say.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>Tokens of the answer as billed; null if it does not say.</summary>
    public int? CompletionTokens { get; init; }

    /// <summary>Alternatives of the first token, the likeliest first; empty if it does not say.</summary>
    public IReadOnlyList<TokenAlternative> FirstToken { get; init; } = [];

    /// <summary>See <see cref="ChatRequest.PromptHash"/>.</summary>
    public string? PromptHash { get; init; }
}

/// <summary>A token that could stand at a place.</summary>
/// <param name="Text">What it spells.</param>
/// <param name="LogProb">Nats, as reported.</param>
public sealed record TokenAlternative(string Text, double LogProb);
