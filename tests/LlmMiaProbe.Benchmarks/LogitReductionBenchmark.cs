using BenchmarkDotNet.Attributes;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Benchmarks;

/// <summary>One row of logits, vectorised against a plain loop in double precision. Runs in process, so that it needs no second build.</summary>
[Config(typeof(ShortInProcessConfig))]
public class LogitReductionBenchmark
{
    private float[] _logits = [];

    [Params(3_072, 50_257, 151_936)]
    public int Vocabulary { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _logits = [.. Enumerable.Range(0, Vocabulary).Select(_ => (float)((random.NextDouble() * 20) - 10))];
    }

    [Benchmark]
    public LogitStatistics Vectorised() => LogitReduction.Reduce(_logits, 17);

    [Benchmark(Baseline = true)]
    public LogitStatistics PlainLoop()
    {
        var (max, top1, rank) = (float.NegativeInfinity, 0, 1);
        for (var v = 0; v < _logits.Length; v++)
        {
            (max, top1) = _logits[v] > max ? (_logits[v], v) : (max, top1);
            rank += _logits[v] > _logits[17] ? 1 : 0;
        }

        var (s0, s1, s2) = (0.0, 0.0, 0.0);
        foreach (var logit in _logits)
        {
            var d = (double)logit - max;
            var e = Math.Exp(d);
            s0 += e;
            s1 += e * d;
            s2 += e * d * d;
        }

        var (log, mean) = (Math.Log(s0), s1 / s0);
        return new LogitStatistics(_logits[17] - (double)max - log, rank, top1, -log, log - mean, (s2 / s0) - (mean * mean));
    }
}
