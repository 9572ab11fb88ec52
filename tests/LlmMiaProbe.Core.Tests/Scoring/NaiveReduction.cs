using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Scoring;

/// <summary>The textbook definitions, one after the other, in double precision: log-softmax first, then sums over it.</summary>
internal static class NaiveReduction
{
    public static LogitStatistics Reduce(float[] logits, int token)
    {
        var max = logits.Max(z => (double)z);
        var logSumExp = max + Math.Log(logits.Sum(z => Math.Exp(z - max)));
        var logProbs = Array.ConvertAll(logits, z => z - logSumExp);
        var mean = Expectation(logProbs, lp => lp);
        var top1 = Enumerable.Range(0, logits.Length).First(v => logits[v] == max);
        return new LogitStatistics(
            logProbs[token],
            1 + logits.Count(z => z > logits[token]),
            top1,
            logProbs[top1],
            -mean,
            Expectation(logProbs, lp => (lp - mean) * (lp - mean)));
    }

    // A token of probability 0 contributes nothing: p log p goes to 0.
    private static double Expectation(double[] logProbs, Func<double, double> of) =>
        logProbs.Where(lp => Math.Exp(lp) > 0).Sum(lp => Math.Exp(lp) * of(lp));
}
