using LlmMiaProbe.Findings;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Statistics;

/// <summary>How much better one score tells two sets apart than another score of the same documents.</summary>
internal static class PairedAuc
{
    /// <summary>
    /// The AUC of the first score less that of the second, with Student's t interval from the variance of the paired difference
    /// (DeLong et al. 1988; by groups, Obuchowski 1997).
    /// </summary>
    /// <param name="documents">At least one of either set, all scores finite.</param>
    public static PairedAucResult Compare(IReadOnlyList<(double First, double Second, bool IsMember, string? Group)> documents)
    {
        var ordered = documents.OrderBy(d => d.First).ThenBy(d => d.Second).ThenBy(d => d.IsMember).ThenBy(d => d.Group, StringComparer.Ordinal).ToList();
        bool[] labels = [.. ordered.Select(d => d.IsMember)];
        var first = Placements.Of([.. ordered.Select(d => d.First)], labels);
        var second = Placements.Of([.. ordered.Select(d => d.Second)], labels);
        var groups = AucEstimate.Units([.. ordered.Select(d => d.Group)]);
        var variance = AucVariance.Of([.. first.Zip(second, (a, b) => a - b)], labels, groups ?? new string?[ordered.Count]);
        var (firstAuc, secondAuc) = (Auc(ordered, d => d.First), Auc(ordered, d => d.Second));
        var half = Math.Min(variance.MemberUnits, variance.NonMemberUnits) < 2 - 1e-9
            ? double.PositiveInfinity
            : StudentT.InvCDF(0, 1, variance.Freedom, 0.975) * Math.Sqrt(Math.Max(0, variance.Value));
        var value = firstAuc - secondAuc;
        var gain = new Estimate(value, Math.Max(-1, value - half), Math.Min(1, value + half));
        var lone = ordered.Count(d => d.Group is null);
        var distinct = ordered.Where(d => d.Group is not null).Select(d => d.Group).Distinct(StringComparer.Ordinal).Count();
        return new PairedAucResult(firstAuc, secondAuc, gain, groups is null
            ? new IntervalBasis(ResamplingUnit.Document, ordered.Count, 0, 0, IntervalStatement.PairedByDocument(distinct))
            : new IntervalBasis(ResamplingUnit.Group, distinct + lone, 0, 0, IntervalStatement.PairedByGroup(distinct, lone)));
    }

    private static double Auc(IEnumerable<(double First, double Second, bool IsMember, string? Group)> documents, Func<(double First, double Second, bool IsMember, string? Group), double> score) =>
        RocCurve.TryCreate(documents.Select(d => new LabelledScore(score(d), d.IsMember)), out var curve)
            ? curve.Auc
            : throw new ArgumentException("An AUC needs both labels.", nameof(documents));
}
