namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Exposure beyond what the number of references can show: -log2 of the probability, under a skew-normal fitted to the
/// references' log-perplexities, of one at most as large as the canary's (Carlini et al. 2019, section 4.3). It is a
/// statement about the tail of a fitted curve, so there is no number where the curve does not fit. The curve knows nothing of
/// how many secrets there are: beyond their bits it says that no other secret is expected to be as likely.
/// </summary>
/// <param name="Exposure">Bits, as the fit gives them; null if the fit is rejected or impossible.</param>
/// <param name="Fit">The fitted distribution; null if there is none.</param>
/// <param name="Goodness">How well it fits; null if there is none.</param>
public sealed record ExtrapolatedExposure(double? Exposure, SkewNormal? Fit, KolmogorovSmirnov? Goodness)
{
    /// <summary>What has to stand beside an exposure of a canary that is likelier than all its references.</summary>
    public const string Warning = "Exposures marked ~ lie beyond all references, where nothing tests the fitted curve: "
        + "they are orders of magnitude, rounded to one digit. "
        + "The test of the fit (Kolmogorov-Smirnov) looks at where the references are; other curves that pass it give half or twice as many bits there.";

    /// <summary>The canary is likelier than every reference, so that the number rests on the curve alone.</summary>
    public bool IsBeyondReferences { get; init; }

    /// <summary>What may be said of the exposure: bits among the references, beyond them one digit of them; null as <see cref="Exposure"/>.</summary>
    public double? Stated => Exposure is { } bits && IsBeyondReferences ? OrderOfMagnitude(bits) : Exposure;

    /// <summary>Rounded to one digit.</summary>
    /// <param name="bits">0 counts as 0.</param>
    public static double OrderOfMagnitude(double bits)
    {
        if (!(bits > 0))
        {
            return 0;
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(bits)));
        return Math.Round(bits / unit, MidpointRounding.AwayFromZero) * unit;
    }

    /// <param name="logPerplexity">Of the canary: negative log-probability of its text, any unit.</param>
    /// <param name="references">The same of its references.</param>
    public static ExtrapolatedExposure Of(double logPerplexity, IReadOnlyList<double> references)
    {
        if (SkewNormal.Fit(references) is not { } fit)
        {
            return new ExtrapolatedExposure(null, null, null);
        }

        var goodness = KolmogorovSmirnov.Of(references, fit.Cdf);
        return new ExtrapolatedExposure(goodness.IsRejected ? null : -fit.LogCdf(logPerplexity) / Math.Log(2), fit, goodness)
        {
            IsBeyondReferences = logPerplexity < references.Min(),
        };
    }
}
