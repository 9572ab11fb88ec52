using System.Diagnostics.CodeAnalysis;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// The exact ROC curve of labelled scores (higher means member), with tied scores moving together. Nothing is
/// interpolated, because a mixture of two thresholds is not a threshold.
/// </summary>
public sealed class RocCurve
{
    private RocCurve(ScoreLadder ladder, int memberCount, int nonMemberCount)
    {
        (Members, NonMembers) = (memberCount, nonMemberCount);
        var members = new int[ladder.Thresholds.Count];
        var nonMembers = new int[ladder.Thresholds.Count];
        for (var i = 0; i < ladder.Documents.Count; i++)
        {
            (ladder.Documents[i].IsMember ? members : nonMembers)[ladder.Rungs[i]]++;
        }

        var points = new List<RocPoint>(members.Length + 1) { new(double.PositiveInfinity, 0, 0, 0, 0) };
        for (var rung = 0; rung < members.Length; rung++)
        {
            var falsePositives = points[^1].FalsePositives + nonMembers[rung];
            var truePositives = points[^1].TruePositives + members[rung];
            points.Add(new RocPoint(
                ladder.Thresholds[rung],
                falsePositives,
                truePositives,
                (double)falsePositives / nonMemberCount,
                (double)truePositives / memberCount));
        }

        Points = points;
        Auc = RankSweep.Run(members, nonMembers, [], []);
    }

    public int Members { get; }

    public int NonMembers { get; }

    /// <summary>One point for each distinct score, thresholds falling, from (+infinity, 0, 0) to (lowest score, 1, 1).</summary>
    public IReadOnlyList<RocPoint> Points { get; }

    /// <summary>The chance that a random member scores above a random non-member, ties counted half (Mann-Whitney).</summary>
    public double Auc { get; }

    /// <summary>False, with no curve, if there is no member or no non-member.</summary>
    /// <exception cref="ArgumentException">A score is NaN or infinite.</exception>
    public static bool TryCreate(IEnumerable<LabelledScore> scores, [NotNullWhen(true)] out RocCurve? curve)
    {
        var ladder = new ScoreLadder(scores);
        var members = ladder.Documents.Count(d => d.IsMember);
        var nonMembers = ladder.Documents.Count - members;
        curve = members > 0 && nonMembers > 0 ? new RocCurve(ladder, members, nonMembers) : null;
        return curve is not null;
    }

    /// <summary>
    /// The point with the largest TPR among those whose FPR does not exceed the bound; of several, the one with the lowest FPR.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not within 0 and 1.</exception>
    public RocPoint At(double bound)
    {
        if (bound is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "A false positive rate lies between 0 and 1.");
        }

        var best = Points[0];
        foreach (var point in Points)
        {
            if (point.FalsePositiveRate <= bound && point.TruePositives > best.TruePositives)
            {
                best = point;
            }
        }

        return best;
    }

    /// <summary>The largest TPR over the points whose FPR does not exceed the bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not within 0 and 1.</exception>
    public double TprAtFpr(double bound) => At(bound).TruePositiveRate;
}

/// <summary>What calling every document that scores at or above the threshold a member would give.</summary>
/// <param name="Threshold">Positive infinity for the first point, where nothing is called a member.</param>
/// <param name="FalsePositives">Non-members at or above the threshold.</param>
/// <param name="TruePositives">Members at or above the threshold.</param>
/// <param name="FalsePositiveRate">Share of all non-members, 0 to 1.</param>
/// <param name="TruePositiveRate">Share of all members, 0 to 1.</param>
public readonly record struct RocPoint(
    double Threshold,
    int FalsePositives,
    int TruePositives,
    double FalsePositiveRate,
    double TruePositiveRate);
