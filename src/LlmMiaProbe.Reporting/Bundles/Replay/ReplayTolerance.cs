using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>How far log-probabilities of the same file may be apart, and where that is from.</summary>
/// <param name="Nats">Largest difference on a token; on average over a text where <paramref name="IsMean"/>.</param>
/// <param name="IsMean">Whether it is about the mean of a text.</param>
/// <param name="Source">A clause.</param>
public sealed record ReplayTolerance(double Nats, bool IsMean, string Source)
{
    private const string Exact = "exact (";
    private const string Widened = "16-bit weights widened to 32";

    /// <summary>Same build, instruction set, precision and context: the same bits.</summary>
    public static ReplayTolerance Same { get; } = new(0, false, "the policy is the same, so every bit is");

    /// <param name="stated">See <see cref="IScorer.Policy"/>; of the bundle.</param>
    /// <param name="own">Of the model at hand.</param>
    /// <param name="quantization">Of the weights.</param>
    public static ReplayTolerance Of(string stated, string own, string quantization)
    {
        ArgumentNullException.ThrowIfNull(stated);
        ArgumentNullException.ThrowIfNull(own);
        if (stated == own)
        {
            return Same;
        }

        if (quantization is not ("F32" or "F16" or "BF16"))
        {
            return new ReplayTolerance(0.1, true,
                "quantised weights under another policy: some 3e-2 nats apart on average where it was measured (exact and fast)");
        }

        var isNarrow = quantization == "F32" || (stated.Contains(Widened, StringComparison.Ordinal) && own.Contains(Widened, StringComparison.Ordinal));
        var isExact = stated.Contains(Exact, StringComparison.Ordinal) && own.Contains(Exact, StringComparison.Ordinal);
        var isCpu = stated.Contains("GPU layers 0", StringComparison.Ordinal) && own.Contains("GPU layers 0", StringComparison.Ordinal);
        return isExact && isNarrow && isCpu
            ? new ReplayTolerance(2e-4, false, "another build or processor under exact numerics: each within 1e-4 nats of double precision")
            : new ReplayTolerance(2e-2, false, "fast numerics, weights not widened, or a GPU: each within 1e-2 nats of double precision (measured on CPUs)");
    }
}
