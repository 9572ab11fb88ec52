namespace LlmMiaProbe.Hosted.Http;

/// <summary>A request without a usable answer. The message is a clause that begins with "the endpoint" and names no key.</summary>
internal sealed class EndpointException(EndpointFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public EndpointFailure Failure => failure;

    /// <summary>How long the endpoint asks to wait, or null.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>HTTP status; null if there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What the endpoint calls the error, such as <c>DeploymentNotFound</c>; null if it does not say.</summary>
    public string? Code { get; init; }

    /// <summary>There is no such route (404 or 405).</summary>
    public bool IsMissing { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => failure is EndpointFailure.Unreachable or EndpointFailure.RateLimited or EndpointFailure.Broken;
}
