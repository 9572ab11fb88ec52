using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli;

/// <summary>
/// A run under way by another command than those that score documents; what it took is on record when it is disposed. Only one of its
/// models is in memory at a time.
/// </summary>
internal sealed class RecordedRun(SqliteProbeStore store, long run, RunSettings settings, ModelProvider models, TimeProvider time) : IDisposable
{
    private bool _isOver;

    public SqliteProbeStore Store => store;

    public long Id => run;

    public RunSettings Settings => settings;

    /// <summary>Documents, and how many of them have a result or failed.</summary>
    public RunCounts Counts { get; set; } = RunCounts.None;

    /// <summary>Tokens that were produced or scored and not in the store before.</summary>
    public long Tokens { get; private set; }

    /// <summary>What was asked of endpoints.</summary>
    public EndpointUsage Usage { get; private set; } = EndpointUsage.None;

    /// <summary>The models of the run, as far as they were opened.</summary>
    public IReadOnlyList<RunModel> Models => store.FindRun(run)?.Models ?? [];

    /// <summary>Nothing was asked and nothing is kept, so that the run says nothing.</summary>
    public bool IsEmpty => Tokens == 0 && Usage.Requests == 0 && !store.ReadAttempts(run).Any();

    /// <summary>Keeps the result, with what was asked for it, and finishes the run.</summary>
    public CommandOutput Keep(CommandOutput output)
    {
        var result = output with { Usage = UsageOutput.OfAny(Usage) };
        store.SetEvaluation(run, result.ToStored());
        End(RunStatus.Finished);
        return result;
    }

    public void Drop()
    {
        store.DropRun(run);
        _isOver = true;
    }

    /// <summary>As if it had not been; what the log has of it stays there, and so does its number.</summary>
    public void Remove()
    {
        if (store.ReadAttempts(run).Any())
        {
            store.DeleteRun(run);
        }
        else
        {
            store.DropRun(run);
        }

        _isOver = true;
    }

    public void CountDecoded(long tokens) => Tokens += tokens;

    public void CountUsage(EndpointUsage usage) => Usage += usage;

    public ITokenScorer OpenScorer(ModelRole role)
    {
        var scorer = models.Open(role, settings);
        store.SetRunModel(run, new RunModel(role, scorer.Model, scorer.Policy));
        return scorer;
    }

    /// <param name="role">Its part in the run.</param>
    /// <param name="opened">The model of these settings that plays it.</param>
    /// <param name="from">The settings that name it.</param>
    public IChatModel OpenChat(ModelRole role, ModelRole opened, RunSettings from)
    {
        var chat = models.OpenChat(opened, from);
        if (from.HostedAs(opened)?.Identity is { } identity)
        {
            store.KeepEndpointIdentity(identity);
        }

        store.SetRunModel(run, new RunModel(role, chat.Model, chat.Policy));
        return chat;
    }

    public async Task<T> WithModelAsync<T>(ModelRole role, Func<AttemptRecorder, Task<T>> use)
    {
        using var generator = models.OpenGenerator(role, settings);
        store.SetRunModel(run, new RunModel(role, generator.Model, generator.Policy));
        var recorder = new AttemptRecorder(store, run, generator, CommandContext.ToolVersion, time);
        try
        {
            return await use(recorder);
        }
        finally
        {
            CountDecoded(recorder.ProducedTokens);
            CountUsage((generator as IMeteredModel)?.Usage ?? EndpointUsage.None);
        }
    }

    /// <summary>A run that has no result by now was interrupted.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            End(RunStatus.Interrupted);
        }
    }

    private void End(RunStatus status)
    {
        _isOver = true;
        store.AddUsage(run, Usage);
        store.SetRunState(run, status, Counts with { TokensDecoded = Tokens });
    }
}
