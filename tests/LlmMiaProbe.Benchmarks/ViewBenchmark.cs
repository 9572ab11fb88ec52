using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Viewer;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Benchmarks;

/// <summary>How long the viewer takes for each of its pages over two runs of many documents, which a scripted model scores.</summary>
internal static class ViewBenchmark
{
    private const int Rounds = 5;

    public static async Task RunAsync(int documents, string folder, TextWriter output)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"view-{documents}.db"));
        if (!File.Exists(path))
        {
            await MakeAsync(path, documents);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{documents} documents, {new FileInfo(path).Length >> 20} MiB"));
        using var viewer = new StoreViewer(() => SqliteProbeStore.OpenExisting(path), TimeProvider.System);
        string hash;
        using (var store = SqliteProbeStore.OpenExisting(path))
        {
            hash = ((IBrowsedStore)store).FindDocuments(1, new DocumentQuery { Length = 1, Offset = documents / 2 }).Documents[0].Document.Facts.Hash.Hex;
        }

        (string Name, (string, string)[] Query)[] pages =
        [
            ("", []),
            ("", [("q", "target")]),
            ("documents", [("run", "2")]),
            ("documents", [("run", "1"), ("page", "1000")]),
            ("documents", [("run", "1"), ("attack", "zlib"), ("sort", "score"), ("down", "0")]),
            ("documents", [("run", "1"), ("sort", "id"), ("page", "500")]),
            ("documents", [("run", "1"), ("sort", "length"), ("down", "1")]),
            ("documents", [("run", "1"), ("q", "777"), ("set", "nonmember")]),
            ("document", [("hash", hash)]),
            ("attempts", [("run", "1")]),
            ("trend", [("run", "1")]),
            ("live", [("run", "1")]),
            ("run", [("run", "1")]),
            ("compare", [("earlier", "1"), ("later", "2")]),
        ];
        // The first look at a run begins a check in the background, which takes a processor for a while.
        var waited = Stopwatch.GetTimestamp();
        foreach (var run in new[] { "1", "2" })
        {
            while ((await viewer.AnswerAsync("documents", new Dictionary<string, string> { ["run"] = run }, default)).Body.Contains("its seal", StringComparison.Ordinal))
            {
                await Task.Delay(100);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seals of both runs: {Stopwatch.GetElapsedTime(waited).TotalSeconds:0.0} s"));
        foreach (var (name, query) in pages)
        {
            var times = new List<double>();
            var rounds = name is "compare" ? 1 : Rounds;
            var length = 0;
            for (var round = 0; round < rounds; round++)
            {
                var began = Stopwatch.GetTimestamp();
                var answer = await viewer.AnswerAsync(name, query.ToDictionary(pair => pair.Item1, pair => pair.Item2), default);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                length = answer.Body.Length;
                if (answer.Status != 200)
                {
                    throw new InvalidOperationException(answer.Body);
                }
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}?{string.Join('&', query.Select(pair => $"{pair.Item1}={pair.Item2}"))}: first {times[0]:0} ms, median {times.Order().ElementAt(rounds / 2):0} ms, {length >> 10} KiB"));
        }
    }

    private static async Task MakeAsync(string path, int documents)
    {
        using var corpus = new TemporaryFolder();
        var lines = Enumerable.Range(0, documents).Select(i => JsonSerializer.Serialize(new
        {
            id = string.Create(CultureInfo.InvariantCulture, $"document-{i:000000}"),
            text = string.Create(CultureInfo.InvariantCulture, $"Document number {i} tells of {(i * 7919L) % 99991} things and {(i * 104729L) % 99989} more of them."),
            label = i % 2 == 0 ? "member" : "nonmember",
            group = string.Create(CultureInfo.InvariantCulture, $"group {i % 1000}"),
        }));
        var settings = new RunSettings
        {
            Model = "target.gguf",
            Reference = "reference.gguf",
            Corpora = [new CorpusSource(corpus.Write("corpus.jsonl", string.Join('\n', lines)))],
            Attacks = ["loss", "zlib", "min-k(k=0.2)", "reference-difference"],
            Resamples = 20,
        };
        using var store = SqliteProbeStore.Open(path);
        foreach (var name in new[] { "target", "target-2" })
        {
            var models = new ScriptedModelProvider(new ScriptedModel(name) { ContextLength = 512 }, new ScriptedModel("reference") { ContextLength = 512 });
            await new ProbeRunner(store, models, new ManualTimeProvider(), "0.0-test", new RecordedProgress<ProbeProgress>()).RunAsync(settings, default);
        }
    }
}
