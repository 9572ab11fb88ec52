using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Benchmarks;

/// <summary>What sharing a decode brings for texts of a given length: the same texts alone and packed, in turn.</summary>
internal static class PackingBenchmark
{
    public static async Task RunAsync(int rounds, TextWriter output)
    {
        using var scorer = BenchmarkModels.Open(BenchmarkModels.Lab, new LocalScorerOptions());
        foreach (var length in new[] { 1, 2, 4, 8, 12, 16 })
        {
            var texts = BenchmarkModels.Texts(scorer, 1024, length);
            var gains = new List<double>();
            for (var round = 0; round <= rounds; round++)
            {
                var (alone, packed) = (await TimeAsync(scorer, texts, pack: false), await TimeAsync(scorer, texts, pack: true));
                if (round > 0)
                {
                    gains.Add(alone / packed);
                }
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{length,3} tokens a text: packed is {ThroughputBenchmark.Median(gains):0.00} times as fast (from {gains.Min():0.00} to {gains.Max():0.00})"));
        }
    }

    private static async Task<double> TimeAsync(LlamaTokenScorer scorer, IReadOnlyList<PreparedText> texts, bool pack)
    {
        scorer.CanPack = pack;
        var watch = Stopwatch.StartNew();
        foreach (var chunk in texts.Chunk(scorer.PreferredBatch))
        {
            await foreach (var scored in scorer.ScoreAllAsync(chunk, CancellationToken.None))
            {
                _ = scored.Scores ?? throw new InvalidOperationException(scored.Failure);
            }
        }

        return watch.Elapsed.TotalSeconds;
    }
}
