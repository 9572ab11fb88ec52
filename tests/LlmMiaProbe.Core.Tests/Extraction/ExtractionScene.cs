using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

/// <summary>Documents <c>d0</c>, <c>d1</c>, ..., a store and scripted models that see 4 + 3 bytes a window.</summary>
internal sealed class ExtractionScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExtractionScene(IEnumerable<string> texts, ExtractionSettings? extraction = null, ScriptedModel? target = null, ScriptedModel? reference = null, IReadOnlyDictionary<ModelRole, Func<GenerationRequest, string?>>? answers = null)
    {
        Models = new ScriptedModelProvider(target ?? new ScriptedModel("target"), reference) { Answers = answers ?? new Dictionary<ModelRole, Func<GenerationRequest, string?>>() };
        Store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        var corpus = _folder.Write("corpus.jsonl", string.Concat(texts.Select((text, i) => JsonSerializer.Serialize(new { id = $"d{i}", text }) + "\n")));
        Settings = new RunSettings
        {
            Model = "target.gguf",
            Reference = reference is null ? null : "reference.gguf",
            Corpora = [new CorpusSource(corpus)],
            Attacks = [],
            Task = new ExtractionTask(extraction ?? Small),
            Seed = 5,
        };
    }

    public static ExtractionSettings Small { get; } = new() { PrefixTokens = 4, SuffixTokens = 3, StrideCharacters = 2 };

    public ScriptedModelProvider Models { get; set; }

    public ScriptedActivity Activity => Models.Activity;

    public SqliteProbeStore Store { get; }

    public RunSettings Settings { get; set; }

    public RecordedProgress<ProbeProgress> Progress { get; } = new();

    public ProbeRunner Runner() => new(Store, Models, new ManualTimeProvider(), "0.0-test", Progress);

    public Task<long> RunAsync() => Runner().RunAsync(Settings, default);

    public async Task<long> RunInterruptedAsync(int afterTexts)
    {
        var runner = Runner();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(Settings, Activity.InterruptAfter(afterTexts)));
        return runner.Run ?? 0;
    }

    public ExtractionPlan Plan(IProbeStore? store = null) => new ExtractionPlanner(store, Models, Progress).PlanAsync(Settings, Settings.Extraction ?? Small, default).GetAwaiter().GetResult();

    public RunRecord Record(long run) => Store.FindRun(run) ?? throw new InvalidOperationException($"There is no run {run}.");

    public ExtractionEvaluation Evaluation(long run) => ExtractionEvaluation.FromJson(Store.FindEvaluation(run) ?? "");

    public IEnumerable<StoredWindow> Windows(long run, long ordinal, string request) => Store.ReadWindows(run, ordinal).Where(window => window.Request == request);

    /// <summary>The scripted model itself, for tests that ask it directly.</summary>
    public IWindowScorer Open(ModelRole role) => Models.OpenWindows(role, Settings);

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
