namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Exposure beyond what the number of references can show: -log2 of the probability, under a skew-normal fitted to the
/// references' log-perplexities, of one at most as large as the canary's (Carlini et al. 2019, section 4.3). It is a
/// statement about the tail of a fitted curve, so there is no number where the curve does not fit. The curve knows nothing of
/// how many secrets there are: beyond their bits it says that no other secret is expected to be as likely.
/// </summary>
/// <param name="Exposure">Bits; null if the fit is rejected or impossible.</param>
/// <param name="Fit">The fitted distribution; null if there is none.</param>
/// <param name="Goodness">How well it fits; null if there is none.</param>
public sealed record ExtrapolatedExposure(double? Exposure, SkewNormal? Fit, KolmogorovSmirnov? Goodness)
{
    /// <param name="logPerplexity">Of the canary: negative log-probability of its text, any unit.</param>
    /// <param name="references">The same of its references.</param>
    public static ExtrapolatedExposure Of(double logPerplexity, IReadOnlyList<double> references)
    {
        if (SkewNormal.Fit(references) is not { } fit)
        {
            return new ExtrapolatedExposure(null, null, null);
        }

        var goodness = KolmogorovSmirnov.Of(references, fit.Cdf);
        return new ExtrapolatedExposure(goodness.IsRejected ? null : -fit.LogCdf(logPerplexity) / Math.Log(2), fit, goodness);
    }
}
