using LlmMiaProbe.Words;
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
        var gain = variance.Value > 0 || half > 1 || firstAuc is > 0 and < 1
            ? new Estimate(value, Math.Max(-1, value - half), Math.Min(1, value + half))
            : Apart(
                AucEstimate.Of([.. ordered.Select(d => new LabelledScore(d.First, d.IsMember, d.Group))]),
                AucEstimate.Of([.. ordered.Select(d => new LabelledScore(d.Second, d.IsMember, d.Group))]));
        var lone = ordered.Count(d => d.Group is null);
        var distinct = ordered.Where(d => d.Group is not null).Select(d => d.Group).Distinct(StringComparer.Ordinal).Count();
        return new PairedAucResult(firstAuc, secondAuc, gain, groups is null
            ? new IntervalBasis(ResamplingUnit.Document, ordered.Count, 0, 0, IntervalStatement.PairedByDocument(distinct))
            : new IntervalBasis(ResamplingUnit.Group, distinct + lone, 0, 0, IntervalStatement.PairedByGroup(distinct, lone)));
    }

    /// <summary>
    /// At two AUCs of 0 or 1, where no difference varies: from the interval of each, as if they were independent (Zou and Donner 2008,
    /// MOVER).
    /// </summary>
    private static Estimate Apart(Estimate first, Estimate second)
    {
        var value = first.Value - second.Value;
        var down = Math.Sqrt(Math.Pow(first.Value - first.Low, 2) + Math.Pow(second.High - second.Value, 2));
        var up = Math.Sqrt(Math.Pow(first.High - first.Value, 2) + Math.Pow(second.Value - second.Low, 2));
        return new Estimate(value, Math.Max(-1, value - down), Math.Min(1, value + up));
    }

    private static double Auc(
        IEnumerable<(double First, double Second, bool IsMember, string? Group)> documents,
        Func<(double First, double Second, bool IsMember, string? Group), double> score) =>
        RocCurve.TryCreate(documents.Select(d => new LabelledScore(score(d), d.IsMember)), out var curve)
            ? curve.Auc
            : throw new ArgumentException("An AUC needs both labels.", nameof(documents));
}

/// <summary>Two scores of the same documents, held against each other.</summary>
/// <param name="First">AUC of the first score.</param>
/// <param name="Second">AUC of the second score.</param>
/// <param name="Gain">The first less the second.</param>
/// <param name="Basis">How its interval was made.</param>
internal sealed record PairedAucResult(double First, double Second, Estimate Gain, IntervalBasis Basis);
