namespace LlmMiaProbe.Hosted.Routes;

/// <summary>One token of a given text as an endpoint reports it; null for what it does not say.</summary>
/// <param name="Id">In its vocabulary.</param>
/// <param name="Text">What it spells.</param>
/// <param name="LogProb">Nats.</param>
/// <param name="Rank">1 is the likeliest.</param>
/// <param name="Likeliest">The likeliest token at its place.</param>
internal sealed record PromptToken(int? Id, string? Text, double? LogProb, int? Rank, (int? Id, string? Text, double LogProb)? Likeliest)
{
    /// <summary>What stands in the place of one of these numbers and is none, such as NaN; null if all are in order.</summary>
    public string? Odd { get; init; }
}
