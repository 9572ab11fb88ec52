using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>Says of which model, and why, where a text has no scores because they would not be numbers.</summary>
internal static class BrokenOutput
{
    /// <param name="reason">Why there are none.</param>
    /// <param name="models">The models that were asked.</param>
    public static string? Explain(string? reason, string models) => reason == LogitReduction.NotNumbers
        ? $"{models} returned logits that are not numbers, though no weight is NaN or infinite: weights are too large to compute with, as after a bad "
            + "conversion; fetch or convert the file again"
        : reason;
}
