using LlmMiaProbe.Hosted;
using Microsoft.Extensions.Logging;
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
    private readonly LocalModelProvider _local;
    private readonly IProgress<ProbeProgress> _progress;

    private Probe(ProbeOptions options, SqliteProbeStore store)
    {
        (_options, _store, _progress) = (options, store, options.Progress ?? new NoProgress());
        _local = new LocalModelProvider(engine => engine == options.Engine ? options.NativeDirectory : null, store, options.Logger, options.Progress);
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
        return new MembershipResult(_store, await RunAsync(question.ToSettings, question.Name, cancellationToken));
    }

    /// <summary>Can the model emit these texts, and with what probability?</summary>
    /// <param name="question">The documents, and how they are cut into windows.</param>
    /// <param name="cancellationToken">Stops after the windows under way; what was scored is kept, and the same call goes on from there.</param>
    /// <inheritdoc cref="TestMembershipAsync" path="/exception"/>
    public async Task<ExtractionResult> ExtractAsync(ExtractionQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        if ((_options.Endpoint ?? _options.ReferenceEndpoint) is not null && question.Windows is not { Draws: 0, Schemes.Count: 0, ShuffledPrefix: false })
        {
            throw new ConfigurationException(
                "An endpoint takes text, not tokens, and shows no whole distributions, "
                + "so Draws, Schemes and ShuffledPrefix need local models: leave them out.");
        }

        return new ExtractionResult(_store, await RunAsync(question.ToSettings, question.Name, cancellationToken));
    }

    public void Dispose()
    {
        _local.Dispose();
        _store.Dispose();
    }

    /// <summary>What can be seen to be wrong is refused before an endpoint is asked: a key must not go out for that.</summary>
    private async Task<long> RunAsync(Func<RunSettings, RunSettings> ask, string? name, CancellationToken cancellationToken)
    {
        var recognised = new List<string>();
        ProbeRunner.RequireCorpus(ask(_options.Sketch()), recognised.Add);
        recognised.ForEach(Tell);
        GiveUpName(name);
        // A budget is that of one question.
        var models = new ModelProvider(_local, new HostedModels(_options.Time) { AllowHttp = _options.AllowHttp });
        var (hosted, reference) = await models.InspectAsync(
            _options.Endpoint, _options.ReferenceEndpoint, _store.ReadEndpointIdentities(), _options.Time.GetUtcNow(), cancellationToken);
        foreach (var note in new[] { hosted?.IdentityNote, reference?.IdentityNote }.OfType<string>())
        {
            _options.Logger.Log(LogLevel.Warning, default, note, null, static (said, _) => said);
        }

        var settings = ask(_options.ToSettings(hosted, reference)) with { Recognised = recognised.Count == 0 ? null : recognised };
        _ = models.Require(settings);
        return await new ProbeRunner(_store, models, _options.Time, ToolVersion, _progress) { Name = name, Told = Tell }.RunAsync(settings, cancellationToken);
    }

    private void Tell(string note) => _options.Logger.Log(LogLevel.Information, default, note, null, static (said, _) => said);

    /// <summary>A run that did not finish gives its name up to the one that goes on from its evidence.</summary>
    private void GiveUpName(string? name)
    {
        if (name is not null && _store.FindNamed(name) is { } number && _store.FindRun(number) is { Status: not RunStatus.Finished })
        {
            _store.SetRunName(number, null);
        }
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
