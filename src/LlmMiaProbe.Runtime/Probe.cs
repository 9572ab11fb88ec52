using LlmMiaProbe.Hosted;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// A model under test and a store. Every run is kept in the store, with evidence that later runs use again; models are
/// loaded when they are needed, and only one of them at a time where that is enough. Not safe for concurrent use of one instance.
/// </summary>
public sealed class Probe : IDisposable
{
    private readonly ProbeOptions _options;
    private readonly SqliteProbeStore _store;
    private readonly ModelProvider _models;
    private readonly IProgress<ProbeProgress> _progress;

    private Probe(ProbeOptions options, SqliteProbeStore store)
    {
        (_options, _store, _progress) = (options, store, options.Progress ?? new NoProgress());
        var local = new LocalModelProvider(engine => engine == options.Engine ? options.NativeDirectory : null, store, options.Logger, options.Progress);
        _models = new ModelProvider(local, new HostedModels(options.Time));
    }

    /// <summary>What is kept: runs, their documents, evidence and scores.</summary>
    public IProbeStore Store => _store;

    /// <summary>Opens or creates the store. No model is loaded yet.</summary>
    /// <exception cref="PrerequisiteException">The store cannot be opened, or another version made it.</exception>
    public static Probe Open(ProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Probe(options, SqliteProbeStore.Open(Path.GetFullPath(options.Store)));
    }

    /// <summary>Do these documents score as if they had been in the training data?</summary>
    /// <param name="question">The documents, and how they are judged.</param>
    /// <param name="cancellationToken">Stops after the texts under way; what was scored is kept, and the same call goes on from there.</param>
    /// <exception cref="ConfigurationException">An attack is unknown or lacks what it needs, or the documents cannot be judged as asked.</exception>
    /// <exception cref="PrerequisiteException">A file, the native library or room is missing.</exception>
    /// <exception cref="ModelException">A model cannot be scored.</exception>
    public async Task<MembershipResult> TestMembershipAsync(MembershipQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var run = await RunAsync(question.ToSettings(await SettingsAsync(cancellationToken)), question.Name, cancellationToken);
        return new MembershipResult(_store, run);
    }

    /// <summary>Can the model emit these texts, and with what probability?</summary>
    /// <param name="question">The documents, and how they are cut into windows.</param>
    /// <param name="cancellationToken">Stops after the windows under way; what was scored is kept, and the same call goes on from there.</param>
    /// <inheritdoc cref="TestMembershipAsync" path="/exception"/>
    public async Task<ExtractionResult> ExtractAsync(ExtractionQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var run = await RunAsync(question.ToSettings(await SettingsAsync(cancellationToken)), question.Name, cancellationToken);
        return new ExtractionResult(_store, run);
    }

    public void Dispose() => _store.Dispose();

    private async Task<long> RunAsync(RunSettings settings, string? name, CancellationToken cancellationToken)
    {
        _ = _models.Require(settings);
        ProbeRunner.RequireCorpus(settings);
        return await new ProbeRunner(_store, _models, _options.Time, ToolVersion, _progress) { Name = name }.RunAsync(settings, cancellationToken);
    }

    private async Task<RunSettings> SettingsAsync(CancellationToken cancellationToken)
    {
        var (hosted, reference) = await _models.InspectAsync(_options.Endpoint, _options.ReferenceEndpoint, cancellationToken);
        return _options.ToSettings(hosted, reference);
    }

    private static string ToolVersion => typeof(Probe).Assembly.GetName().Version?.ToString(3) ?? "0";

    private sealed class NoProgress : IProgress<ProbeProgress>
    {
        public void Report(ProbeProgress value)
        {
            // Nobody asked to be told.
        }
    }
}
