using LlmMiaProbe.Words;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Percentile bootstrap intervals (Efron 1979) of the TPR at bounded FPR, whose threshold is drawn anew with the non-members; of
/// few groups they are widened (see <see cref="GroupResampler"/>). The scores are sorted once;
/// each resample is a set of whole weights over them and one pass. The same seed gives the same intervals whatever the
/// order of the documents.
/// </summary>
public static class Bootstrap
{
    /// <summary>
    /// Draws groups where documents have groups (a document without one counts as its own), unless all are of one group;
    /// otherwise documents, stratified by label.
    /// </summary>
    /// <param name="scores">At least one member and one non-member.</param>
    /// <param name="bounds">False positive rates, 0 to 1.</param>
    /// <param name="resamples">At least 1; 1,000 is usual.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">A label is missing, or a score is not finite.</exception>
    public static BootstrapResult Run(IEnumerable<LabelledScore> scores, IReadOnlyList<double> bounds, int resamples, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        var ladder = new ScoreLadder(scores);
        if (ladder.Documents.All(d => d.IsMember) || !ladder.Documents.Any(d => d.IsMember))
        {
            throw new ArgumentException("A bootstrap needs at least one member and one non-member.", nameof(scores));
        }

        var resampler = ChooseResampler(ladder);
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var members = new int[ladder.Thresholds.Count];
        var nonMembers = new int[ladder.Thresholds.Count];
        double[] limits = [.. bounds];
        var rates = new double[limits.Length];
        var tpr = limits.Select(_ => new double[resamples]).ToArray();
        for (var i = 0; i < resamples; i++)
        {
            resampler.Draw(random, members, nonMembers);
            RankSweep.Run(members, nonMembers, limits, rates);
            for (var bound = 0; bound < rates.Length; bound++)
            {
                tpr[bound][i] = rates[bound];
            }
        }

        return new BootstrapResult
        {
            TprAtFpr = [.. tpr.Select(values => Middle(values, resampler.Widening))],
            Basis = new IntervalBasis(resampler.Unit, resampler.Units, resamples, resampler.Redrawn, resampler.Note),
        };
    }

    internal static IResampler ChooseResampler(ScoreLadder ladder)
    {
        var groups = ladder.Documents.Where(d => d.Group is not null).Select(d => d.Group).Distinct(StringComparer.Ordinal).Count();
        var units = groups + ladder.Documents.Count(d => d.Group is null);
        return groups > 0 && units > 1
            ? new GroupResampler(ladder)
            : new DocumentResampler(
                ladder, groups == 1 && LabelledScore.FewestUnits(ladder.Documents) < 2 ? IntervalStatement.OneText : IntervalStatement.ByDocument(groups));
    }

    private static Interval Middle(double[] values, double widening)
    {
        Array.Sort(values);
        return FewUnits.Middle(values, widening, 0, 1);
    }
}

/// <summary>Percentile 95% intervals.</summary>
public sealed record BootstrapResult
{
    /// <summary>In the order of the bounds asked for.</summary>
    public required IReadOnlyList<Interval> TprAtFpr { get; init; }

    public required IntervalBasis Basis { get; init; }
}
