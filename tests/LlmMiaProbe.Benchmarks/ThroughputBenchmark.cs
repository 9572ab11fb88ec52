using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// What everything beside the decode costs: the bare decode of some texts, the same with reduction, and the same with reduction
/// and store, in turn within each round. The best of several rounds are compared.
/// </summary>
internal static class ThroughputBenchmark
{
    public static async Task RunAsync(int rounds, TextWriter output)
    {
        await RunAsync("lab model, 3,072 tokens of vocabulary", BenchmarkModels.Lab, texts: 100, rounds, output);
        await RunAsync("random model, 50,304 tokens of vocabulary", BenchmarkModels.LargeVocabulary(), texts: 12, rounds, output);
    }

    private static async Task RunAsync(string title, string path, int texts, int rounds, TextWriter output)
    {
        using var scorer = BenchmarkModels.Open(path, new LocalScorerOptions());
        var prepared = BenchmarkModels.Texts(scorer, texts, tokens: 150);
        var tokens = prepared.Sum(text => text.InputTokens);
        using var bare = new BareDecoder(path, scorer.Model);
        await ScoreAsync(scorer, prepared, null);
        bare.Decode(prepared);
        var (bareSeconds, reducedSeconds, storedSeconds) = (new List<double>(), new List<double>(), new List<double>());
        output.WriteLine($"{title}: {tokens:N0} tokens a round, {Environment.ProcessorCount} threads");
        for (var round = 0; round < rounds; round++)
        {
            var decode = Time(() => bare.Decode(prepared));
            var reduced = await TimeAsync(() => ScoreAsync(scorer, prepared, null));
            var stored = await TimeAsync(() => ScoreAsync(scorer, prepared, $"mia-probe-benchmark-{Guid.NewGuid():N}.db"));
            bareSeconds.Add(decode);
            reducedSeconds.Add(reduced);
            storedSeconds.Add(stored);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  decode {tokens / decode,8:N0} tokens/s   + reduction {tokens / reduced,8:N0} ({reduced / decode:0.000} of the time)   + store {tokens / stored,8:N0} ({stored / decode:0.000})"));
        }

        // Other processes only ever add time, and a disturbed decode is ten times slower: the best rounds are compared.
        var best = bareSeconds.Min();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  best rounds: decode {tokens / best:N0} tokens/s; reduction costs {(reducedSeconds.Min() / best) - 1:0.0%}, reduction and store {(storedSeconds.Min() / best) - 1:0.0%} on top"));
    }

    private static async Task ScoreAsync(LlamaTokenScorer scorer, IReadOnlyList<PreparedText> texts, string? storeName)
    {
        var path = storeName is null ? null : Path.Combine(Path.GetTempPath(), storeName);
        using (var store = path is null ? null : SqliteProbeStore.Open(path))
        {
            var run = store?.BeginRun(new RunSettings { Model = "m", Corpora = [], Attacks = [] }, "benchmark", DateTimeOffset.UnixEpoch);
            store?.AddDocuments(run ?? 0, [.. texts.Select((text, i) => (new RunDocument(i, $"{i}", Membership.Unknown, null, null, DocumentFacts.Of($"{i}")), (string?)null))]);
            var ordinal = 0L;
            await foreach (var scored in scorer.ScoreAllAsync(texts, CancellationToken.None))
            {
                if (store is not null && scored.Scores is { } scores)
                {
                    store.AddEvidence(scored.Text.Key, scorer.Model.Fingerprint, scorer.Policy, scores);
                    store.LinkEvidence(run ?? 0, [(ordinal++, "target/plain", scored.Text.Key)]);
                }
            }
        }

        foreach (var file in path is null ? [] : Directory.GetFiles(Path.GetTempPath(), storeName + "*"))
        {
            File.Delete(file);
        }
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        await action();
        return watch.Elapsed.TotalSeconds;
    }

    internal static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
