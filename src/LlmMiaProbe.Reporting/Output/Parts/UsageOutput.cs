using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary>What was asked of endpoints.</summary>
/// <param name="Requests">All of them.</param>
/// <param name="Retries">Of these, requests that were repeated.</param>
/// <param name="RateLimited">Of these, requests answered with 429.</param>
/// <param name="Failed">Of these, requests without a usable answer.</param>
/// <param name="PromptTokens">Tokens given.</param>
/// <param name="CompletionTokens">Tokens produced.</param>
public sealed record UsageOutput(long Requests, long Retries, long RateLimited, long Failed, long PromptTokens, long CompletionTokens)
{
    /// <summary>Null if nothing was asked.</summary>
    public static UsageOutput? OfAny(EndpointUsage usage) => usage.Requests == 0 ? null : Of(usage);

    public static UsageOutput Of(EndpointUsage usage) =>
        new(usage.Requests, usage.Retries, usage.RateLimited, usage.Failed, usage.PromptTokens, usage.CompletionTokens);
}
