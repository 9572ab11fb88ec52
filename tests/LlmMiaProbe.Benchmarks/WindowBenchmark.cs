using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// Windows of 50 + 50 tokens: the bare decode of the same tokens with the same logits, the whole way from the text to the store, and
/// that with a scheme beside, in turn within each round; and what sharing decodes would bring.
/// </summary>
internal static class WindowBenchmark
{
    private const int Windows = 48;

    private static readonly DecodingScheme s_scheme = new() { Temperature = 0.8, TopK = 40, TopP = 0.95 };

    public static async Task RunAsync(int rounds, TextWriter output)
    {
        using var scorer = BenchmarkModels.Open(BenchmarkModels.Lab, new LocalScorerOptions());
        using var bare = new BareDecoder(BenchmarkModels.Lab, scorer.Model);
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "corpora", "lab", "time-machine.txt"));
        var settings = new ExtractionSettings { StrideCharacters = 100, Sample = Windows };
        var prepared = new WindowPlanner(scorer, settings).Plan(text).Select(window => scorer.PrepareWindow(window.Prefix, window.Suffix, [])).ToList();
        bare.DecodeWindows(prepared, 1);
        await ExtractAsync(scorer, settings, text);
        var (decode, whole, scheme) = (new List<Seconds>(), new List<Seconds>(), new List<Seconds>());
        var shared = new Dictionary<int, List<Seconds>> { [2] = [], [4] = [] };
        for (var round = 0; round < rounds; round++)
        {
            decode.Add(await TimeAsync(() => DecodeAsync(bare, prepared, 1)));
            whole.Add(await TimeAsync(() => ExtractAsync(scorer, settings, text)));
            scheme.Add(await TimeAsync(() => ExtractAsync(scorer, settings with { Schemes = [s_scheme] }, text)));
            foreach (var (perDecode, seconds) in shared)
            {
                seconds.Add(await TimeAsync(() => DecodeAsync(bare, prepared, perDecode)));
            }

            output.WriteLine($"  bare decode {Rate(decode[^1])}   extraction {Rate(whole[^1])}   with a scheme {Rate(scheme[^1])}");
        }

        output.WriteLine($"best rounds: bare decode {Rate(Best(decode))}, extraction {Rate(Best(whole))}, with a scheme {Rate(Best(scheme))}");
        output.WriteLine($"median of the rounds, of the bare decode: extraction {Ratio(decode, whole)}, with a scheme {Ratio(decode, scheme)}");
        foreach (var (perDecode, seconds) in shared)
        {
            output.WriteLine($"  {perDecode} windows a decode: {Ratio(decode, seconds)} times as fast as one");
        }
    }

    private static string Rate(Seconds seconds) => string.Create(CultureInfo.InvariantCulture, $"{Windows / seconds.Wall:0.0} windows/s ({Windows / seconds.Processor:0.0} per second of processor time)");

    // Neighbours within a round are disturbed alike, so the median of the rounds says more than the best of each.
    private static string Ratio(List<Seconds> of, List<Seconds> to) => string.Create(CultureInfo.InvariantCulture,
        $"{ThroughputBenchmark.Median([.. of.Zip(to, (a, b) => a.Wall / b.Wall)]):0.00} (processor time {ThroughputBenchmark.Median([.. of.Zip(to, (a, b) => a.Processor / b.Processor)]):0.00})");

    private static Seconds Best(List<Seconds> rounds) => new(rounds.Min(round => round.Wall), rounds.Min(round => round.Processor));

    private static Task DecodeAsync(BareDecoder bare, List<PreparedText> prepared, int perDecode)
    {
        bare.DecodeWindows(prepared, perDecode);
        return Task.CompletedTask;
    }

    /// <summary>What a run does: cuts the text, asks the store, scores, and commits batch by batch.</summary>
    private static async Task ExtractAsync(LlamaTokenScorer scorer, ExtractionSettings settings, string text)
    {
        var name = $"mia-probe-benchmark-{Guid.NewGuid():N}.db";
        using (var store = SqliteProbeStore.Open(Path.Combine(Path.GetTempPath(), name)))
        {
            var run = store.BeginRun(new RunSettings { Model = "m", Corpora = [], Attacks = [], Task = new ExtractionTask(settings) }, "benchmark", DateTimeOffset.UnixEpoch);
            store.AddDocuments(run, [(new RunDocument(0, "book", Membership.Unknown, null, null, DocumentFacts.Of("book")), null)]);
            foreach (var batch in new WindowPlanner(scorer, settings).Plan(text).Chunk(scorer.PreferredBatch))
            {
                var prepared = batch.Select(window => scorer.PrepareWindow(window.Prefix, window.Suffix, settings.Schemes)).Where(window => !store.HasEvidence(window.Key)).ToList();
                await foreach (var scored in scorer.ScoreAllAsync(prepared, CancellationToken.None))
                {
                    store.AddEvidence(scored.Text.Key, scorer.Model.Fingerprint, scorer.Policy, scored.Scores ?? throw new InvalidOperationException(scored.Failure));
                    foreach (var ((_, key), underScheme) in scored.Text.Schemes.Zip(scored.UnderSchemes))
                    {
                        store.AddEvidence(key, scorer.Model.Fingerprint, scorer.Policy, underScheme);
                    }
                }

                store.LinkWindows(run, [.. batch.Zip(prepared, (window, answer) => new WindowLink(0, "target/window", window.Place, answer.Key))]);
            }
        }

        foreach (var file in Directory.GetFiles(Path.GetTempPath(), name + "*"))
        {
            File.Delete(file);
        }
    }

    private static async Task<Seconds> TimeAsync(Func<Task> action)
    {
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await action();
        return new Seconds(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private readonly record struct Seconds(double Wall, double Processor);
}
