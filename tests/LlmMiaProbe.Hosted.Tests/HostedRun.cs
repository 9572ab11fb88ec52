using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing.Endpoints;
using LlmMiaProbe.Testing.Models;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>A store, a corpus of numbered documents, and a scripted model behind a loopback endpoint; no native code.</summary>
internal sealed class HostedRun : IAsyncDisposable
{
    public const int Documents = 12;

    private readonly TemporaryFolder _folder = new();

    private HostedRun(LoopbackEndpoint endpoint, SqliteProbeStore? store = null)
    {
        Endpoint = endpoint;
        Corpus = $"{_folder.Path}/documents.jsonl";
        StorePath = $"{_folder.Path}/probe.db";
        File.WriteAllLines(Corpus, Enumerable.Range(0, Documents).Select(i => $$"""{"id": "d{{i}}", "text": "{{TextOf(i)}}", "label": "{{(i % 2 == 0 ? "member" : "nonmember")}}"}"""));
        Store = store ?? SqliteProbeStore.Open(StorePath);
    }

    public LoopbackEndpoint Endpoint { get; }

    public SqliteProbeStore Store { get; }

    public string StorePath { get; }

    public string Corpus { get; }

    public static async Task<HostedRun> StartAsync(Func<LoopbackSettings, LoopbackSettings>? configure = null) =>
        new(await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Vllm, configure));

    public static string TextOf(int document) => $"Document number {document} is about the {(document % 3 == 0 ? "harbour" : "orchard")}.";

    /// <summary>Fails requests about one document.</summary>
    public static Func<LoopbackRequest, EndpointFault> About(int document, EndpointFault fault) =>
        request => request.Body["prompt"]?.GetValue<string>() == TextOf(document) ? fault : EndpointFault.None;

    public RunSettings Settings(Func<EndpointSettings, EndpointSettings>? change = null) => new()
    {
        Model = "scripted",
        Hosted = new HostedModel(
            (change ?? (given => given))(new EndpointSettings { Url = Endpoint.Url, Model = "scripted", Concurrency = 3, TimeoutSeconds = 20 }),
            new EndpointCapability { Access = AccessLevel.PromptLogProbs, ReportedModel = "scripted", PromptRoute = "completions with prompt_logprobs", Columns = ScoreColumns.Rank | ScoreColumns.Top1, AddsBos = true }),
        Corpora = [new CorpusSource(Corpus)],
        Attacks = ["loss", "min-k(k=0.2)", "min-k-plus-plus(k=0.2)"],
        Resamples = 100,
    };

    public ProbeRunner Runner() => new(Store, new Provider(), new ManualTimeProvider(), "0.0-test", new RecordedProgress<ProbeProgress>());

    /// <summary>How many requests asked about each document.</summary>
    public IReadOnlyList<int> Asked => [.. Enumerable.Range(0, Documents).Select(i => Endpoint.Requests.Count(request => request.Body["prompt"]?.GetValue<string>() == TextOf(i)))];

    public RunRecord Record(long run) => Store.FindRun(run) ?? throw new InvalidOperationException($"no run {run}");

    /// <summary>Each document once, with its score of loss or null.</summary>
    public IReadOnlyList<double?> Losses(long run) => [.. Store.ReadScores(run).Where(score => score.Attack == "loss").Select(score => score.Score.Value)];

    /// <summary>What the same model says in process.</summary>
    public static double LossOf(int document)
    {
        using var scorer = new ScriptedScorer(new ScriptedModel("scripted") { ContextLength = 4096 }, new ScriptedActivity());
        var scored = scorer.ScoreAllAsync([scorer.Prepare(TextOf(document))], CancellationToken.None).ToBlockingEnumerable().Single();
        return scored.Scores?.MeanLogProb ?? throw new InvalidOperationException(scored.Failure);
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Endpoint.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Provider : IModelProvider
    {
        // Of one command, as its budget is.
        private readonly HostedModels _models = new(TimeProvider.System) { Delays = Lab.AtOnce };

        public ITokenScorer Open(ModelRole role, RunSettings settings) =>
            _models.OpenScorer(Hosted(role, settings), settings.ContextLength);

        // Tokens of the scripted model are bytes, in process and behind the endpoint.
        public IWindowScorer OpenWindows(ModelRole role, RunSettings settings) =>
            _models.OpenWindows(Hosted(role, settings), new ScriptedScorer(new ScriptedModel("scripted"), new ScriptedActivity()), settings.ContextLength);

        public IGenerator OpenGenerator(ModelRole role, RunSettings settings) => _models.OpenGenerator(Hosted(role, settings), settings.ContextLength);

        public ConversationRenderer OpenTemplate(RunSettings settings) => new(null);

        private static HostedModel Hosted(ModelRole role, RunSettings settings) => settings.HostedAs(role) ?? throw new PrerequisiteException($"no {role}");
    }
}
