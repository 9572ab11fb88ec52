namespace LlmMiaProbe.Hosted.Http;

/// <summary>How often and when a failed request is repeated.</summary>
/// <param name="Retries">After the first attempt.</param>
/// <param name="First">Before the first repetition; doubles each time, with jitter.</param>
/// <param name="Longest">Bound of every delay, also of what the endpoint asks for.</param>
internal sealed record RetryDelays(int Retries, TimeSpan First, TimeSpan Longest)
{
    public static RetryDelays Default { get; } = new(4, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
}
