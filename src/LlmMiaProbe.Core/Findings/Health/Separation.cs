using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>
/// When two sets count as told apart: the 95% interval of the AUC lies wholly on one side of 0.5, and the AUC is at
/// least 0.05 away from it. Sets that differ by chance alone meet the first condition one time in twenty.
/// </summary>
public static class Separation
{
    /// <summary>Smallest distance of an AUC from 0.5 that counts, whatever the interval.</summary>
    public const double Margin = 0.05;

    /// <summary>For a classifier: an AUC below 0.5 tells nothing apart.</summary>
    public static bool Upward(Estimate auc) => auc.Low > 0.5 && auc.Value >= 0.5 + Margin;

    /// <summary>For a property that may be larger in either set.</summary>
    public static bool EitherWay(Estimate auc) => Upward(auc) || (auc.High < 0.5 && auc.Value <= 0.5 - Margin);
}
