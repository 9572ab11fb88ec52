using System.Text;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

/// <summary>A corpus, a store and scripted models in a folder of their own.</summary>
internal sealed class ProbeScene : IDisposable
{
    /// <summary>Attacks that ask the target for two variants, and the reference for one.</summary>
    public static readonly string[] AllKinds = ["loss", "lowercase", "min-k(k=0.2)", "reference-difference"];

    private readonly TemporaryFolder _folder = new();

    public ProbeScene(IEnumerable<string> texts, ScriptedModel? target = null, ScriptedModel? reference = null, string[]? attacks = null)
    {
        Models = new ScriptedModelProvider(target ?? new ScriptedModel("target"), reference ?? new ScriptedModel("reference"));
        Store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        WriteCorpus(texts.Select((text, i) => (text, Label: i % 2 == 0 ? "member" : "nonmember")));
        Settings = new RunSettings { Model = "target.gguf", Reference = "reference.gguf", Corpora = [new CorpusSource(CorpusPath)], Attacks = attacks ?? AllKinds, Seed = 5, Resamples = 20 };
    }

    public SqliteProbeStore Store { get; }

    public ScriptedModelProvider Models { get; set; }

    public ScriptedActivity Activity => Models.Activity;

    public RunSettings Settings { get; set; }

    public RecordedProgress<ProbeProgress> Progress { get; } = new();

    public string CorpusPath => $"{_folder.Path}/corpus.jsonl";

    /// <summary>Documents <c>d0</c>, <c>d1</c>, ...</summary>
    public void WriteCorpus(IEnumerable<(string Text, string Label)> documents)
    {
        var lines = documents.Select((document, i) => JsonSerializer.Serialize(new { id = $"d{i}", text = document.Text, label = document.Label }) + "\n");
        _folder.Write("corpus.jsonl", string.Concat(lines));
    }

    public void AppendLine(string line) => File.AppendAllText(CorpusPath, line + "\n", Encoding.UTF8);

    public ProbeRunner Runner(IProgress<ProbeProgress>? progress = null) =>
        new(Store, Models, new ManualTimeProvider(), "0.0-test", progress ?? Progress);

    public Task<long> RunAsync(CancellationToken cancellation = default) => Runner().RunAsync(Settings, cancellation);

    /// <summary>Runs until so many texts are scored, and returns the run's id.</summary>
    public async Task<long> RunInterruptedAsync(int afterTexts)
    {
        var runner = Runner();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(Settings, Activity.InterruptAfter(afterTexts)));
        return runner.Run ?? 0;
    }

    public ProbePlan Plan(IProbeStore? store = null) => new ProbePlanner(store, Models, Progress).PlanAsync(Settings, default).GetAwaiter().GetResult();

    public long Rescore(long run, string attacks) => new RunAnalysis(Store).Rescore(run, [attacks], "0.0-test", DateTimeOffset.UnixEpoch);

    public RunRecord Record(long run) => Store.FindRun(run) ?? throw new InvalidOperationException($"There is no run {run}.");

    public RunEvaluation Evaluation(long run) => RunEvaluation.FromJson(Store.FindEvaluation(run) ?? "");

    /// <summary>Every byte of the result: scores, evaluation and failures.</summary>
    public string ResultOf(long run) => string.Join('\n', [
        .. Store.ReadScores(run).Select(score => $"{score.Ordinal} {score.Attack} {score.Score.Value:R} {score.Score.Reason}"),
        Store.FindEvaluation(run) ?? "",
        .. Store.ReadFailures(run).Select(failure => failure.ToString()),
    ]);

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
