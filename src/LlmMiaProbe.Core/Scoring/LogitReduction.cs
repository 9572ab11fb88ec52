using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlmMiaProbe.Scoring;

/// <summary>
/// Reduces a row of logits z over a vocabulary of V tokens to <see cref="LogitStatistics"/> in two vectorised sweeps:
/// maximum and rank, then with d = z - max the sums S0 = Σ e^d, S1 = Σ d e^d, S2 = Σ d² e^d in double precision, from which
/// log p = d - log S0, entropy = log S0 - S1/S0 and variance = S2/S0 - (S1/S0)². The 1 that the maximum adds to S0 is kept
/// apart, so that a nearly certain prediction keeps the relative precision of its small numbers.
/// </summary>
/// <remarks>
/// Every sum has eight lanes in a fixed order whatever the vector width of the machine, so a row always gives the same bits.
/// Logits of -infinity (padding, banned tokens) count as p = 0 with p log p → 0.
/// </remarks>
public static class LogitReduction
{
    /// <summary>What is said of a model whose output is NaN or infinite.</summary>
    public const string NotNumbers = "the model returned logits that are not numbers";

    private const int Step = 16;

    // e^-745.2 is the smallest positive double: below this a term is exactly 0, and 0·d must not become 0·∞.
    private const double Floor = -746;

    /// <param name="logits">V values.</param>
    /// <param name="token">Id of the token that followed, 0 ≤ token &lt; V.</param>
    /// <exception cref="ArithmeticException">A logit is NaN or +infinity, or all are -infinity: the model's output is broken.</exception>
    public static LogitStatistics Reduce(ReadOnlySpan<float> logits, int token)
    {
        var target = logits[token];
        var (max, rank) = MaxAndRank(logits, target);
        if (!float.IsFinite(max))
        {
            throw new ArithmeticException(LogitReduction.NotNumbers);
        }

        var top1 = logits.IndexOf(max);
        var before = ExponentialSums(logits[..top1], max);
        var after = ExponentialSums(logits[(top1 + 1)..], max);
        var (others, s1, s2) = (before.S0 + after.S0, before.S1 + after.S1, before.S2 + after.S2);
        if (!double.IsFinite(others))
        {
            throw new ArithmeticException(LogitReduction.NotNumbers);
        }

        var s0 = 1 + others;
        var logS0 = LogOnePlus(others);
        var mean = s1 / s0;
        return new LogitStatistics(
            LogProb: (double)target - max - logS0,
            Rank: rank,
            Top1: top1,
            Top1LogProb: -logS0,
            Entropy: Math.Max(0, logS0 - mean),
            Variance: Math.Max(0, (s2 / s0) - (mean * mean)));
    }

    private static (float Max, int Rank) MaxAndRank(ReadOnlySpan<float> logits, float target)
    {
        ref var start = ref MemoryMarshal.GetReference(logits);
        var max = Vector512.Create(float.NegativeInfinity);
        var targets = Vector512.Create(target);
        var larger = Vector512<int>.Zero;
        var i = 0;
        for (; i <= logits.Length - Step; i += Step)
        {
            var z = Vector512.LoadUnsafe(ref start, (nuint)i);
            max = Vector512.Max(max, z);
            // A true comparison is all ones, that is -1.
            larger -= Vector512.GreaterThan(z, targets).AsInt32();
        }

        var best = float.NegativeInfinity;
        for (var lane = 0; lane < Step; lane++)
        {
            best = MathF.Max(best, max[lane]);
        }

        var rank = 1 + Vector512.Sum(larger);
        for (; i < logits.Length; i++)
        {
            best = MathF.Max(best, logits[i]);
            rank += logits[i] > target ? 1 : 0;
        }

        return (best, rank);
    }

    private static (double S0, double S1, double S2) ExponentialSums(ReadOnlySpan<float> logits, float maximum)
    {
        ref var start = ref MemoryMarshal.GetReference(logits);
        var max = Vector512.Create((double)maximum);
        var floor = Vector512.Create(Floor);
        Vector512<double> s0 = default, s1 = default, s2 = default, t0 = default, t1 = default, t2 = default;
        var i = 0;
        for (; i <= logits.Length - Step; i += Step)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref start, (nuint)i));
            low = Vector512.Max(low - max, floor);
            high = Vector512.Max(high - max, floor);
            var lowExp = Vector512.Exp(low);
            var highExp = Vector512.Exp(high);
            var lowProduct = lowExp * low;
            var highProduct = highExp * high;
            s0 += lowExp;
            t0 += highExp;
            s1 += lowProduct;
            t1 += highProduct;
            s2 += lowProduct * low;
            t2 += highProduct * high;
        }

        var (sum0, sum1, sum2) = (SumLanes(s0 + t0), SumLanes(s1 + t1), SumLanes(s2 + t2));
        for (; i < logits.Length; i++)
        {
            var d = Math.Max((double)logits[i] - maximum, Floor);
            var e = Math.Exp(d);
            sum0 += e;
            sum1 += e * d;
            sum2 += e * d * d;
        }

        return (sum0, sum1, sum2);
    }

    // double.LogP1 computes log(1 + x) as written and loses a small x; the quotient gives back what the sum rounded away.
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private static double SumLanes(Vector512<double> lanes)
    {
        var sum = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            sum += lanes[lane];
        }

        return sum;
    }
}
