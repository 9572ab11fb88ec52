namespace LlmMiaProbe.Models;

/// <summary>What a command asked of an endpoint so far.</summary>
/// <param name="Requests">Requests sent, retries included.</param>
/// <param name="Retries">Of these, repetitions after a failure.</param>
/// <param name="RateLimited">Answers that asked to wait (429).</param>
/// <param name="Failed">Requests that got no usable answer.</param>
/// <param name="PromptTokens">Tokens given, as billed.</param>
/// <param name="CompletionTokens">Tokens produced, as billed.</param>
public sealed record EndpointUsage(long Requests, long Retries, long RateLimited, long Failed, long PromptTokens, long CompletionTokens)
{
    public static EndpointUsage None { get; } = new(0, 0, 0, 0, 0, 0);

    public static EndpointUsage operator +(EndpointUsage one, EndpointUsage other) => new(
        one.Requests + other.Requests,
        one.Retries + other.Retries,
        one.RateLimited + other.RateLimited,
        one.Failed + other.Failed,
        one.PromptTokens + other.PromptTokens,
        one.CompletionTokens + other.CompletionTokens);

    public static EndpointUsage Add(EndpointUsage left, EndpointUsage right) => left + right;
}
