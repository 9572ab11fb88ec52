using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli;

/// <summary>Runs a command that makes models produce text, as a run of its own in the store.</summary>
internal sealed class GenerationSession(CommandContext context, ProbeSettings settings)
{
    /// <summary>Begins a run once its models are known to be there, and ends it in whatever state it is.</summary>
    public async Task<T> RunAsync<T>(RunSettings run, int documents, Func<RecordedRun, ProgressLine, Task<T>> body)
    {
        context.Announce(Models(null, null).Require(run));
        using var store = CommandContext.OpenStore(settings);
        using var progress = new ProgressLine(context.Terminal, context.Time);
        var recorded = new RecordedRun(
            store,
            store.BeginRun(run, CommandContext.ToolVersion, context.Time.GetUtcNow()),
            run,
            Models(store, new ProgressReporter(progress)),
            context.Time);
        var status = RunStatus.Interrupted;
        try
        {
            var result = await body(recorded, progress);
            status = RunStatus.Finished;
            return result;
        }
        catch (OperationCanceledException e)
        {
            throw new InterruptedRunException($"interrupted; every attempt so far is kept. The same command goes on:\n  {run.Command}", e);
        }
        finally
        {
            progress.Finish();
            store.AddUsage(recorded.Id, recorded.Usage);
            store.SetRunState(recorded.Id, status, new RunCounts(documents, status == RunStatus.Finished ? documents : 0, 0, 0, recorded.Tokens));
        }
    }

    /// <summary>The settings of a run that reads no corpus and scores no attack, with local models.</summary>
    /// <exception cref="ConfigurationException">No model was given.</exception>
    public RunSettings Settings() => RunSettingsFactory.WithoutCorpus(settings);

    /// <summary>The same with models wherever they are; an endpoint is asked what it can do.</summary>
    /// <exception cref="ConfigurationException">No model was given, or its endpoint answers nothing.</exception>
    /// <exception cref="PrerequisiteException">The endpoint cannot be reached or refuses the key.</exception>
    public async Task<RunSettings> SettingsAsync(CancellationToken cancellationToken)
    {
        RunSettingsFactory.RequireFilesBeforeAsking(settings);
        var (hosted, reference) = await Models(null, null).InspectAsync(settings, cancellationToken);
        return RunSettingsFactory.WithoutCorpus(settings, hosted, reference);
    }

    private ModelProvider Models(IProbeStore? hashes, IProgress<ProbeProgress>? progress) => context.Models(settings, hashes, progress);
}
