using System.Text.Json;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Reporting.Tests;

/// <summary>A store with one run whose documents have the given ids, in a folder of its own.</summary>
internal sealed class ReportScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReportScene(params IReadOnlyList<string> ids)
    {
        Store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        var settings = new RunSettings { Model = "target.gguf", Corpora = [], Attacks = ["loss"] };
        Run = Store.BeginRun(settings, "0.0-test", new ManualTimeProvider().GetUtcNow());
        Store.SetRunModel(Run, new RunModel(ModelRole.Target, Target, "policy"));
        Store.SetRunModel(Run, new RunModel(ModelRole.Reference, Reference, "policy"));
        Store.AddDocuments(Run, [.. ids.Select((id, i) => (new RunDocument(i, id, (Membership)(i % 3), null, null, DocumentFacts.Of(id)), (string?)null))]);
    }

    public static ModelDescription Target { get; } = new ScriptedModel("target").Description;

    public static ModelDescription Reference { get; } = new ScriptedModel("reference").Description;

    public SqliteProbeStore Store { get; }

    public long Run { get; }

    public void Score(params StoredScore[] scores) => Store.ReplaceScores(Run, scores);

    public void Score(long ordinal, string attack, double value) => Score(new StoredScore(ordinal, attack, AttackScore.Of(value)));

    public void Answer(long ordinal, string request, TokenScores scores)
    {
        var key = EvidenceKey.Of(Target.Fingerprint, request, null, [(int)ordinal]);
        Store.AddEvidence(key, Target.Fingerprint, "exact", scores);
        Store.LinkEvidence(Run, [(ordinal, request, key)]);
    }

    /// <summary>What is written, as one parsed object a line; fails if a reader of lines of any kind would see other lines.</summary>
    public static List<JsonElement> Lines(Action<TextWriter> write)
    {
        using var output = new StringWriter { NewLine = "\r\n" };
        write(output);
        var text = output.ToString();
        if (text.Length == 0)
        {
            return [];
        }

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text[..^1].Split(['\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']);
        return [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    public static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
