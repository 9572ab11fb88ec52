using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlmMiaProbe.Scoring;

/// <summary>
/// Reduces two rows of logits over the same vocabulary to KL(p || q) = Σ p log(p / q), nats, in two vectorised sweeps: the
/// maxima, then with d = z - max the sums P = Σ e^dp, Q = Σ e^dq and D = Σ e^dp (dp - dq) in double precision, from which
/// KL = D / P - log P + log Q.
/// </summary>
/// <remarks>
/// Every sum has eight lanes in a fixed order whatever the vector width of the machine, so rows always give the same bits.
/// A token of p = 0 contributes nothing; a token of q = 0 where p is not makes the divergence infinite.
/// </remarks>
public static class DivergenceReduction
{
    private const int Step = 8;

    /// <param name="p">V logits.</param>
    /// <param name="q">V logits.</param>
    /// <returns>At least 0; +infinity if q rules out what p does not.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    /// <exception cref="ArithmeticException">A logit is NaN or +infinity, or all of a row are -infinity: a model's output is broken.</exception>
    public static double Reduce(ReadOnlySpan<float> p, ReadOnlySpan<float> q)
    {
        if (p.Length != q.Length)
        {
            throw new ArgumentException("Two distributions are compared over the same vocabulary.", nameof(q));
        }

        var (sumP, sumQ, product) = Sums(p, q, Max(p), Max(q));
        return double.IsNaN(product) || !double.IsFinite(sumP) || !double.IsFinite(sumQ)
            ? throw new ArithmeticException(LogitReduction.NotNumbers)
            : Math.Max(0, (product / sumP) - Math.Log(sumP) + Math.Log(sumQ));
    }

    private static float Max(ReadOnlySpan<float> logits)
    {
        ref var start = ref MemoryMarshal.GetReference(logits);
        var lanes = Vector512.Create(float.NegativeInfinity);
        var i = 0;
        for (; i <= logits.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            lanes = Vector512.Max(lanes, Vector512.LoadUnsafe(ref start, (nuint)i));
        }

        var max = float.NegativeInfinity;
        for (var lane = 0; lane < Vector512<float>.Count; lane++)
        {
            max = MathF.Max(max, lanes[lane]);
        }

        for (; i < logits.Length; i++)
        {
            max = MathF.Max(max, logits[i]);
        }

        return float.IsFinite(max) ? max : throw new ArithmeticException(LogitReduction.NotNumbers);
    }

    private static (double P, double Q, double Product) Sums(ReadOnlySpan<float> p, ReadOnlySpan<float> q, double maxP, double maxQ)
    {
        ref var startP = ref MemoryMarshal.GetReference(p);
        ref var startQ = ref MemoryMarshal.GetReference(q);
        var (shiftP, shiftQ) = (Vector512.Create(maxP), Vector512.Create(maxQ));
        Vector512<double> lanesP = default, lanesQ = default, lanes = default;
        var i = 0;
        for (; i <= p.Length - Step; i += Step)
        {
            var dp = Widen(Vector256.LoadUnsafe(ref startP, (nuint)i)) - shiftP;
            var dq = Widen(Vector256.LoadUnsafe(ref startQ, (nuint)i)) - shiftQ;
            var expP = Vector512.Exp(dp);
            lanesP += expP;
            lanesQ += Vector512.Exp(dq);
            // 0·∞ must become 0, as p log p does.
            lanes += Vector512.ConditionalSelect(Vector512.Equals(expP, Vector512<double>.Zero), Vector512<double>.Zero, expP * (dp - dq));
        }

        var (sumP, sumQ, sum) = (SumLanes(lanesP), SumLanes(lanesQ), SumLanes(lanes));
        for (; i < p.Length; i++)
        {
            var (dp, dq) = (p[i] - maxP, q[i] - maxQ);
            var expP = Math.Exp(dp);
            sumP += expP;
            sumQ += Math.Exp(dq);
            sum += expP == 0 ? 0 : expP * (dp - dq);
        }

        return (sumP, sumQ, sum);
    }

    private static Vector512<double> Widen(Vector256<float> values)
    {
        var (low, high) = Vector256.Widen(values);
        return Vector512.Create(low, high);
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
