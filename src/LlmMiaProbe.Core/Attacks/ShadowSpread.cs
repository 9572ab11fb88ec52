using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>The normal distributions that LiRA fits to the scores of shadow models.</summary>
internal static class ShadowSpread
{
    public const string Unknown = "the spread of the shadow models' scores is not known: they agree, or are too few";

    public static readonly AttackParameter FixedBelow = new("fixed-below", 16, 0, 100_000, "with fewer shadow models than this, one variance serves all documents") { IsInteger = true };

    /// <param name="documents">Scores of each document by shadow model, at least one each.</param>
    /// <param name="shadows">Shadow models of the run.</param>
    /// <param name="settings">With <see cref="FixedBelow"/>.</param>
    /// <returns>One fit a document; null where the deviation is 0.</returns>
    public static NormalFit?[] Fit(IReadOnlyList<double[]> documents, int shadows, AttackSettings settings) => documents.Count == 0
        ? []
        : [.. NormalFit.OfAll(documents, sharedDeviation: shadows < settings[FixedBelow]).Select(fit => fit.Deviation > 0 ? fit : (NormalFit?)null)];
}
