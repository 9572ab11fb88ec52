using System.Text;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Reporting.Tests;

/// <summary>A finished run with scripted models over given documents, and its report.</summary>
internal sealed class ReportRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ReportRun(string lines, ScriptedModel target, bool keepText)
    {
        var corpus = _folder.Write("corpus.jsonl", lines);
        Store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        Settings = new RunSettings
        {
            Model = "target.gguf",
            Reference = "reference.gguf",
            Corpora = [new CorpusSource(corpus)],
            Attacks = ["loss", "zlib", "min-k(k=0.2)", "reference-difference"],
            Resamples = 20,
            KeepText = keepText,
        };
        Models = new ScriptedModelProvider(target, new ScriptedModel("reference") { ContextLength = target.ContextLength });
    }

    public SqliteProbeStore Store { get; }

    public RunSettings Settings { get; }

    public long Run { get; private set; }

    public string Folder => _folder.Path;

    public ScriptedModelProvider Models { get; }

    public static Task<ReportRun> OfAsync(IEnumerable<Source> documents, ScriptedModel? target = null, bool keepText = true) => OfLinesAsync(
        string.Concat(documents.Select(document =>
            JsonSerializer.Serialize(new { id = document.Id, text = document.Text, label = document.Label, group = document.Group }) + "\n")), target, keepText);

    /// <summary>Chat records <c>c0</c>, <c>c1</c>, ... of a question and an answer, then a question that is not answered again, put together without a template.</summary>
    public static Task<ReportRun> OfChatAsync(int count, bool keepText = true) => OfLinesAsync(
        string.Concat(Enumerable.Range(0, count).Select(i => JsonSerializer.Serialize(new
        {
            id = $"c{i}",
            label = i % 2 == 0 ? "member" : "nonmember",
            messages = new[] { ("user", $"Who is number {i}?"), ("assistant", $"It is me, n\u00famero {i}."), ("user", "And he?"), ("assistant", "Not he."), ("user", "Farewell!") }
                .Select(turn => new { role = turn.Item1, content = turn.Item2 }),
        }) + "\n")), null, keepText);

    private static async Task<ReportRun> OfLinesAsync(string lines, ScriptedModel? target, bool keepText)
    {
        var run = new ReportRun(lines, target ?? new ScriptedModel("target") { ContextLength = 512 }, keepText);
        run.Run = await new ProbeRunner(run.Store, run.Models, new ManualTimeProvider(), "0.0-test", new RecordedProgress<ProbeProgress>()).RunAsync(run.Settings, default);
        return run;
    }

    /// <summary>Documents <c>d0</c>, <c>d1</c>, ...: labels in turn, members predicted nearly with certainty.</summary>
    public static Task<ReportRun> OfAsync(int count, params string[] labels)
    {
        List<Source> documents = [.. Enumerable.Range(0, count).Select(i => new Source($"d{i}", $"document number {i} tells of {(i * 7919) % 1000} things", labels[i % labels.Length], $"group {i % 7}"))];
        return OfAsync(documents, new ScriptedModel("target")
        {
            ContextLength = 512,
            Memorised = [.. documents.Where((document, i) => document.Label == "member" && i % 5 != 0).Select(document => document.Text)],
        });
    }

    /// <summary>The same documents with another model, which is reported from then on; returns the run's number.</summary>
    public async Task<long> AgainAsync(ScriptedModel target) =>
        Run = await new ProbeRunner(Store, new ScriptedModelProvider(target, new ScriptedModel("reference") { ContextLength = target.ContextLength }), new ManualTimeProvider(), "0.0-test", new RecordedProgress<ProbeProgress>()).RunAsync(Settings, default);

    public string Html(ReportOptions? options = null)
    {
        using var text = new StringWriter { NewLine = "\r\n" };
        HtmlReport.Write(Store, [Run], options ?? new ReportOptions(), text);
        return text.ToString();
    }

    /// <summary>Writes the report and returns its path.</summary>
    public string File(ReportOptions? options = null) => _folder.Write($"{Guid.NewGuid():N}.html", Encoding.UTF8.GetBytes(Html(options)));

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    internal sealed record Source(string Id, string Text, string Label, string? Group = null);
}
