using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>The normal distributions that LiRA fits to the scores of shadow models.</summary>
internal static class ShadowSpread
{
    public const string Unknown = "the spread of the shadow models' scores is not known: they agree, or are too few";

    public static readonly AttackParameter FixedBelow = new(
        "fixed-below", 16, 0, 100_000, "with fewer shadow models than this, one deviation serves all documents") { IsInteger = true };

    /// <summary>The deviation that all fits of a run share; null if each has its own, or there is none.</summary>
    /// <param name="scores">Of each document by shadow model.</param>
    /// <param name="shadows">Shadow models of the run.</param>
    /// <param name="settings">With <see cref="FixedBelow"/>.</param>
    public static double? Shared(IReadOnlyList<double[]> scores, int shadows, AttackSettings settings) =>
        scores.Count > 0 && shadows < settings[FixedBelow] ? NormalFit.PooledDeviation(scores) : null;

    /// <param name="scores">Of one document, at least one.</param>
    /// <param name="shared">The deviation that takes the place of its own, or null.</param>
    /// <returns>Null where the deviation is 0.</returns>
    public static NormalFit? Fit(double[] scores, double? shared)
    {
        var own = NormalFit.Of(scores);
        var fit = own with { Deviation = shared ?? own.Deviation };
        return fit.Deviation > 0 ? fit : null;
    }
}
