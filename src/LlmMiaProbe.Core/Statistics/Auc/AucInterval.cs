using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// The 95% interval of an AUC: the hull of two. One is symmetric in the logit of the AUC, with Student's t and the degrees of
/// freedom of Satterthwaite (Brunner and Munzel 2000 on the logit scale) and, for documents that depend on each other, the
/// variance of Obuchowski 1997. The other holds all values that the AUC does not contradict, by the variance that each of them
/// implies (method 5 of Newcombe 2006, Statistics in Medicine 25); it exists for an AUC of 0 or 1 as well.
/// </summary>
/// <remarks>
/// Where even a perfect order of the units would come by chance in more than one of forty cases, one half is inside.
/// Either alone covers too little somewhere: the first near 1 with few documents, the second with unequal variances. A bootstrap
/// or Wald interval of an AUC near 1 covers far too little. Simulated coverage: src/docs/statistics.md.
/// </remarks>
internal static class AucInterval
{
    /// <summary>With fewer units of a label than this, units and not documents count for the second interval.</summary>
    public const double FewUnits = 6;

    private const double Upper = 0.975;

    /// <summary>Null with fewer than two units of a label: one shows nothing of how units differ.</summary>
    /// <param name="auc">0 to 1.</param>
    /// <param name="variance">With the units of the documents.</param>
    /// <param name="independent">The variance if no document depended on another; the same object if none does.</param>
    public static Interval? Of(double auc, AucVariance variance, AucVariance independent)
    {
        if (Math.Min(variance.MemberUnits, variance.NonMemberUnits) < 2 - 1e-9)
        {
            return null;
        }

        var (members, others) = Arms(auc, variance, independent);
        var score = Newcombe(auc, members, others);
        var hull = LogitT(auc, variance.Value, variance.Freedom) is { } logit
            ? new Interval(Math.Min(logit.Low, score.Low), Math.Max(logit.High, score.High))
            : score;
        return CouldBeChance((int)(variance.MemberUnits + 1e-9), (int)(variance.NonMemberUnits + 1e-9))
            ? new Interval(Math.Min(hull.Low, 0.5), Math.Max(hull.High, 0.5))
            : hull;
    }

    // A perfect order of so few comes by chance more often than the interval may leave out one half.
    private static bool CouldBeChance(int members, int nonMembers) => SpecialFunctions.BinomialLn(members + nonMembers, members) < -Math.Log(1 - Upper);

    /// <summary>Null where a logit or a variance is missing.</summary>
    internal static Interval? LogitT(double auc, double variance, double freedom)
    {
        if (auc is not (> 0 and < 1) || variance <= 0)
        {
            return null;
        }

        var half = StudentT.InvCDF(0, 1, freedom, Upper) * Math.Sqrt(variance) / (auc * (1 - auc));
        var logit = Math.Log(auc / (1 - auc));
        return new Interval(1 / (1 + Math.Exp(half - logit)), 1 / (1 + Math.Exp(-half - logit)));
    }

    /// <summary>All values whose own standard error is at least so many times as far from the AUC as 1.96 demands.</summary>
    /// <param name="auc">0 to 1.</param>
    /// <param name="members">How many there are; may be an effective number.</param>
    /// <param name="others">The same for non-members.</param>
    internal static Interval Newcombe(double auc, double members, double others)
    {
        var z = Normal.InvCDF(0, 1, Upper);
        var extra = ((members + others) / 2) - 1;
        return new Interval(Root(auc, 0), Root(auc, 1));

        bool IsContradicted(double theta)
        {
            var spread = theta * (1 - theta) * (1 + (extra * (((1 - theta) / (2 - theta)) + (theta / (1 + theta))))) / (members * others);
            return (auc - theta) * (auc - theta) > z * z * spread;
        }

        double Root(double inside, double outside)
        {
            if (inside == outside)
            {
                return outside;
            }

            for (var step = 0; step < 60; step++)
            {
                var middle = (inside + outside) / 2;
                (inside, outside) = IsContradicted(middle) ? (inside, middle) : (middle, outside);
            }

            return (inside + outside) / 2;
        }
    }

    // Documents that depend on each other tell as much as fewer that do not: as many fewer as the variance is larger, and no
    // fewer than there are units.
    private static (double Members, double Others) Arms(double auc, AucVariance variance, AucVariance independent)
    {
        if (!variance.IsGrouped)
        {
            return (variance.Members, variance.NonMembers);
        }

        if (Math.Min(variance.MemberUnits, variance.NonMemberUnits) < FewUnits || auc is 0 or 1 || independent.Value <= 0 || variance.Value <= 0)
        {
            return (variance.MemberUnits, variance.NonMemberUnits);
        }

        var inflation = Math.Max(1, variance.Value / independent.Value);
        return (Math.Max(variance.MemberUnits, variance.Members / inflation), Math.Max(variance.NonMemberUnits, variance.NonMembers / inflation));
    }
}
