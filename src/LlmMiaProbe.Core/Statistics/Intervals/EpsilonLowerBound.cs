using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// What an attack shows about differential privacy: under (ε, δ), the true positive rate is at most e^ε times the false
/// positive rate plus δ, so rates that were seen bound ε from below (Jagielski et al. 2020, arXiv 2006.07709). Fix the
/// threshold on other data than it is counted on.
/// </summary>
public static class EpsilonLowerBound
{
    /// <summary>max(0, ln((TPR_low - δ) / FPR_high)) with Clopper-Pearson ends; holds with probability 1 - alpha.</summary>
    /// <param name="truePositives">Members above the threshold.</param>
    /// <param name="members">At least 1.</param>
    /// <param name="falsePositives">Non-members above it.</param>
    /// <param name="nonMembers">At least 1.</param>
    /// <param name="delta">δ, 0 to 1.</param>
    /// <param name="alpha">Above 0 and below 0.5.</param>
    public static double Of(int truePositives, int members, int falsePositives, int nonMembers, double delta = 0, double alpha = 0.05)
    {
        RequireAlpha(alpha);
        var low = ClopperPearson.Of(truePositives, members, 1 - alpha).Low - delta;
        var high = ClopperPearson.Of(falsePositives, nonMembers, 1 - alpha).High;
        return low <= high ? 0 : Math.Log(low / high);
    }

    /// <summary>A lower bound of TPR / FPR at confidence 1 - alpha; 0 if nothing can be said. Its logarithm bounds ε for δ = 0.</summary>
    /// <param name="method">All but <see cref="RatioBoundMethod.ClopperPearson"/> are approximations.</param>
    /// <param name="truePositives">Members above the threshold.</param>
    /// <param name="members">At least 1.</param>
    /// <param name="falsePositives">Non-members above it.</param>
    /// <param name="nonMembers">At least 1.</param>
    /// <param name="alpha">Above 0 and below 0.5.</param>
    public static double Ratio(RatioBoundMethod method, int truePositives, int members, int falsePositives, int nonMembers, double alpha = 0.05)
    {
        RequireAlpha(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(truePositives, members);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(falsePositives, nonMembers);
        var z = Normal.InvCDF(0, 1, alpha);
        var all = truePositives == members && falsePositives == nonMembers;
        double tp = all ? members - 0.5 : truePositives, fp = all ? nonMembers - 0.5 : falsePositives;
        return method switch
        {
            RatioBoundMethod.ClopperPearson => ClopperPearson.Of(
                truePositives, members, 1 - alpha).Low / ClopperPearson.Of(falsePositives, nonMembers, 1 - alpha).High,
            RatioBoundMethod.AdjustedLog => truePositives == 0 && falsePositives == 0 ? 0 : AdjustedLog(tp, members, fp, nonMembers, z),
            _ when truePositives == 0 => 0,
            RatioBoundMethod.KatzLog => KatzLog(tp, members, fp == 0 ? 0.5 : fp, nonMembers, z),
            RatioBoundMethod.Bailey => Bailey(
                Math.Min(truePositives, members - 0.5), members, fp == 0 ? 0.5 : Math.Min(falsePositives, nonMembers - 0.5), nonMembers, z),
            RatioBoundMethod.InverseSinh => InverseSinh(tp, members, fp == 0 ? z * z : fp, nonMembers, z),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such bound."),
        };
    }

    private static double KatzLog(double tp, double members, double fp, double nonMembers, double z) =>
        tp / members / (fp / nonMembers) * Math.Exp(z * Math.Sqrt((1 / tp) - (1 / members) + (1 / fp) - (1 / nonMembers)));

    private static double AdjustedLog(double tp, double members, double fp, double nonMembers, double z) =>
        KatzLog(tp + 0.5, members + 0.5, fp + 0.5, nonMembers + 0.5, z);

    private static double Bailey(double tp, double members, double fp, double nonMembers, double z)
    {
        var (missed, rejected) = (1 - (tp / members), 1 - (fp / nonMembers));
        var spread = Math.Sqrt((missed / tp) + (rejected / fp) - (z * z * missed * rejected / (9 * tp * fp)));
        return tp / members / (fp / nonMembers) * Math.Pow((1 + (z / 3 * spread)) / (1 - (z * z * rejected / (9 * fp))), 3);
    }

    private static double InverseSinh(double tp, double members, double fp, double nonMembers, double z) =>
        tp / members / (fp / nonMembers) * Math.Exp(2 * Trig.Asinh(z / 2 * Math.Sqrt((1 / tp) - (1 / members) + (1 / fp) - (1 / nonMembers))));

    private static void RequireAlpha(double alpha)
    {
        if (alpha is not (> 0 and < 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "An alpha lies above 0 and below 0.5.");
        }
    }
}
