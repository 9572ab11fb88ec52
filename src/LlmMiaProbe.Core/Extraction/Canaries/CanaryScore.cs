namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>What a model says about one canary.</summary>
/// <param name="Canary">The canary.</param>
/// <param name="LogProb">Log-probability of its text, nats; null if it could not be scored.</param>
/// <param name="Rank">Its place among the references; null if it or every reference could not be scored.</param>
/// <param name="Extrapolated">Exposure by extrapolation; null where there is no rank.</param>
/// <param name="Failure">Why there is no rank; null if there is one.</param>
public sealed record CanaryScore(Canary Canary, double? LogProb, RankExposure? Rank, ExtrapolatedExposure? Extrapolated, string? Failure)
{
    /// <param name="canary">The canary.</param>
    /// <param name="logProb">Log-probability of its text, nats.</param>
    /// <param name="references">The same of its references; at least one.</param>
    public static CanaryScore Of(Canary canary, double logProb, IReadOnlyList<double> references)
    {
        var perplexities = references.Select(reference => -reference).ToList();
        return new CanaryScore(canary, logProb, RankExposure.Of(-logProb, perplexities), ExtrapolatedExposure.Of(-logProb, perplexities), null);
    }
}
