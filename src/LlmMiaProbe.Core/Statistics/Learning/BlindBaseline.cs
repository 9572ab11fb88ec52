using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Tells two sets of documents apart by their texts alone, without any model (Das, Zhang and Tramèr 2024, arXiv
/// 2406.16201; Meeus et al. 2024, arXiv 2406.17975): a linear classifier of words, pairs of words and traits
/// (<see cref="TextKernel"/>), judged on held-out documents in ten stratified folds that keep groups together.
/// Whether that is more than chance is decided by relabelling (<see cref="Relabelling"/>): folds, fit and AUC are made anew for
/// each, so the p-value is exact however the classifier errs (a classifier two-sample test, Lopez-Paz and Oquab 2017, arXiv 1610.06545).
/// </summary>
/// <remarks>
/// The AUC pools the scores of all folds. Scores of one fold come from one fit, so under relabelling the AUC spreads 1.2 to 1.3
/// times as widely as of independent scores; the 95% interval is Newcombe's fifth (2006, doi 10.1002/sim.2324) with its variance
/// multiplied by that spread, squared. It leaves out one half where the AUC lies outside of 1.96 spreads of relabellings.
/// It is approximate; the p-value decides.
/// </remarks>
internal static class BlindBaseline
{
    /// <summary>Features are numbers below this.</summary>
    public const int FeatureCount = 1 << 20;

    /// <summary>Relabellings that are drawn: no p-value can be smaller than one over one more.</summary>
    public const int Relabellings = 199;

    /// <summary>p-values at or below count as told apart.</summary>
    public const double Level = 0.01;

    /// <summary>Documents of a set that are looked at.</summary>
    public const int MostDocuments = 1000;

    /// <summary>Folds, and documents of either set that are needed.</summary>
    internal const int Parts = 10;

    // On a kernel whose diagonal is about 1.
    private const double Penalty = 1;

    /// <summary>The result does not depend on the order of the documents, nor on the number of cores.</summary>
    /// <param name="documents">
    /// At least ten of either set, all with the same number of traits; of more than <see cref="MostDocuments"/> those with the smallest
    /// keys are looked at.
    /// </param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cancellationToken">Stops between relabellings.</param>
    /// <exception cref="ArgumentException">There are too few documents.</exception>
    public static BlindBaselineResult Run(IEnumerable<BlindDocument> documents, int seed, CancellationToken cancellationToken = default)
    {
        var ordered = documents.GroupBy(document => document.IsFirst).SelectMany(set => set.OrderBy(document => document.Key).Take(MostDocuments))
            .OrderBy(document => document.Key).ToList();
        bool[] isFirst = [.. ordered.Select(document => document.IsFirst)];
        var first = isFirst.Count(is1 => is1);
        if (Math.Min(first, isFirst.Length - first) < Parts)
        {
            throw new ArgumentException($"A blind baseline needs at least {Parts} documents of either set.", nameof(documents));
        }

        var ridge = new KernelRidge(TextKernel.Of(ordered), Penalty);
        var relabelling = Relabelling.Of(isFirst, [.. ordered.Select(document => document.Group)]);
        var smallest = Math.Max(1.0 / (Relabellings + 1), relabelling.SmallestPValue);
        var (auc, byGroup) = AucOf(isFirst);
        var result = new BlindBaselineResult
        {
            First = first,
            Second = isFirst.Length - first,
            FirstUnits = relabelling.FirstUnits,
            SecondUnits = relabelling.SecondUnits,
            KeepsGroupsTogether = byGroup,
            SmallestPValue = smallest,
            Auc = new Estimate(auc, 0, 1),
        };
        if (relabelling.HasTooFewGroups || smallest > Level)
        {
            return result with { Auc = HeldOutAuc.Interval(auc, relabelling.FirstUnits, relabelling.SecondUnits, spread: null) };
        }

        double[] drawn = [.. Enumerable.Range(1, Relabellings).OnAllCores(number => AucOf(relabelling.Draw(number, seed)).Auc, cancellationToken)];
        return result with
        {
            Auc = HeldOutAuc.Interval(auc, first, isFirst.Length - first, drawn.PopulationStandardDeviation()),
            PValue = (1.0 + drawn.Count(other => other >= auc)) / (Relabellings + 1),
            Relabellings = Relabellings,
            NullLow = drawn.Quantile(0.025),
            NullHigh = drawn.Quantile(0.975),
        };

        (double Auc, bool ByGroup) AucOf(bool[] labels)
        {
            var folds = Folds.Make([.. ordered.Select((document, i) => document.ForFolds with { IsFirst = labels[i] })], seed, Parts);
            return (new RankedScores([.. ridge.HeldOut(labels, folds.Of, Parts)]).Auc(labels) ?? 0.5, folds.ByGroup);
        }
    }
}
