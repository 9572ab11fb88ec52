namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Where a canary ranks among references, and what that says (Carlini et al. 2019, arXiv 1802.08232; TensorFlow Privacy's
/// exposure by interpolation).
/// </summary>
/// <param name="Rank">1 + references whose perplexity is at most the canary's: ties put references first. 1 is the likeliest.</param>
/// <param name="References">K, at least 1.</param>
public readonly record struct RankExposure(int Rank, int References)
{
    /// <summary>log2 K - log2 rank, bits: how much fewer guesses find the secret. Slightly negative if the canary ranks below all references.</summary>
    public double Exposure => Math.Log2(References) - Math.Log2(Rank);

    /// <summary>The canary ranks above all references, and more of them might show more: the exposure is a lower bound.</summary>
    public bool IsCapped => Rank == 1;

    /// <summary>
    /// rank / (K + 1): exact for a canary that was drawn like its references and never planted, because then all ranks are
    /// equally likely.
    /// </summary>
    public double PValue => Rank / (References + 1.0);

    /// <param name="perplexity">Of the canary, or any increasing function of it, such as the negative log-probability.</param>
    /// <param name="references">The same of the references; at least one.</param>
    public static RankExposure Of(double perplexity, IReadOnlyList<double> references)
    {
        ArgumentOutOfRangeException.ThrowIfZero(references.Count);
        return new RankExposure(1 + references.Count(reference => reference <= perplexity), references.Count);
    }
}
