using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// Windows of 50 + 50 tokens: the bare decode of the same tokens with the same logits, the whole way from the text to the store, and
/// that with a scheme beside, in turn within each round; and what sharing decodes would bring. The best rounds are compared.
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
        var (decode, whole, scheme) = (new List<double>(), new List<double>(), new List<double>());
        var shared = new Dictionary<int, List<double>> { [2] = [], [4] = [] };
        for (var round = 0; round < rounds; round++)
        {
            decode.Add(Time(() => bare.DecodeWindows(prepared, 1)));
            whole.Add(await TimeAsync(() => ExtractAsync(scorer, settings, text)));
            scheme.Add(await TimeAsync(() => ExtractAsync(scorer, settings with { Schemes = [s_scheme] }, text)));
            foreach (var (perDecode, seconds) in shared)
            {
                seconds.Add(Time(() => bare.DecodeWindows(prepared, perDecode)));
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  bare decode {Windows / decode[^1],6:0.0} windows/s   extraction {Windows / whole[^1],6:0.0}   with a scheme {Windows / scheme[^1],6:0.0}"));
        }

        var best = decode.Min();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"best rounds: bare decode {Windows / best:0.0} windows/s; extraction {Windows / whole.Min():0.0} ({best / whole.Min():0.00} of it), with a scheme {Windows / scheme.Min():0.0} ({best / scheme.Min():0.00})"));
        foreach (var (perDecode, seconds) in shared)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {perDecode} windows a decode: {best / seconds.Min():0.00} times as fast as one"));
        }
    }

    /// <summary>What a run does: cuts the text, asks the store, scores, and commits batch by batch.</summary>
    private static async Task ExtractAsync(LlamaTokenScorer scorer, ExtractionSettings settings, string text)
    {
        var name = $"mia-probe-benchmark-{Guid.NewGuid():N}.db";
        using (var store = SqliteProbeStore.Open(Path.Combine(Path.GetTempPath(), name)))
        {
            var run = store.BeginRun(new RunSettings { Model = "m", Corpora = [], Attacks = [], Extraction = settings }, "benchmark", DateTimeOffset.UnixEpoch);
            store.AddDocuments(run, [(new RunDocument(0, "book", Membership.Unknown, null, null, DocumentFacts.Of("book")), null)]);
            foreach (var batch in new WindowPlanner(scorer, settings).Plan(text).Chunk(scorer.PreferredBatch))
            {
                var prepared = batch.Select(window => scorer.PrepareWindow(window.Prefix, window.Suffix, settings.Schemes)).Where(window => !store.HasEvidence(window.Key)).ToList();
                await foreach (var scored in scorer.ScoreAsync(prepared, CancellationToken.None))
                {
                    store.AddEvidence(scored.Text.Key, scorer.Model.Fingerprint, scored.Scores ?? throw new InvalidOperationException(scored.Failure));
                    foreach (var ((_, key), underScheme) in scored.Text.Schemes.Zip(scored.UnderSchemes))
                    {
                        store.AddEvidence(key, scorer.Model.Fingerprint, underScheme);
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
}
