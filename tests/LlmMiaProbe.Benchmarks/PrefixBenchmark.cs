using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Benchmarks;

/// <summary>What a shared prefix saves: texts after a prefix that is decoded once, against decoding prefix and text each time.</summary>
internal static class PrefixBenchmark
{
    public static async Task RunAsync(int rounds, TextWriter output)
    {
        using var scorer = BenchmarkModels.Open(BenchmarkModels.Lab, new LocalScorerOptions());
        var prefix = BenchmarkModels.Texts(scorer, 1, 250)[0].Tokens;
        var texts = BenchmarkModels.Texts(scorer, 100, 100);
        PreparedText[] alone = [.. texts];
        PreparedText[] shared = [.. texts.Select(text => text with { Prefix = prefix, SharedInputTokens = prefix.Length })];
        PreparedText[] eachTime = [.. texts.Select(text => text with { Tokens = [.. prefix, .. text.Tokens], InputTokens = prefix.Length + text.Tokens.Length })];
        output.WriteLine($"{texts.Count} texts of 100 tokens after a prefix of {prefix.Length}");
        for (var round = 0; round <= rounds; round++)
        {
            var (a, s, e) = (await TimeAsync(scorer, alone), await TimeAsync(scorer, shared), await TimeAsync(scorer, eachTime));
            if (round > 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  alone {a:0.000} s   shared prefix {s:0.000} s ({s / a:0.00} of alone)   prefix each time {e:0.000} s ({e / a:0.00} of alone, {e / s:0.00} of shared)"));
            }
        }
    }

    private static async Task<double> TimeAsync(LlamaTokenScorer scorer, PreparedText[] texts)
    {
        var watch = Stopwatch.StartNew();
        await foreach (var scored in scorer.ScoreAllAsync(texts, CancellationToken.None))
        {
            _ = scored.Scores ?? throw new InvalidOperationException(scored.Failure);
        }

        return watch.Elapsed.TotalSeconds;
    }
}
