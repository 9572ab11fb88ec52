using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli;

/// <summary>Runs a probe from settings to printed result.</summary>
internal sealed class ProbeSession(CommandContext context, ProbeSettings settings)
{
    public Task<int> RunAsync(RunSettings run, CancellationToken cancellationToken) =>
        ExecuteAsync((runner, _) => runner.RunAsync(run, cancellationToken));

    /// <param name="run">Its id; null for the latest that did not finish.</param>
    /// <param name="cancellationToken">Stops after the batch under way.</param>
    public Task<int> ResumeAsync(long? run, CancellationToken cancellationToken) =>
        ExecuteAsync((runner, store) => runner.ResumeAsync(run ?? LatestUnfinished(store), cancellationToken));

    /// <summary>Prints a stored result.</summary>
    public int Show(IProbeStore store, long run)
    {
        var record = store.FindRun(run) ?? throw new ConfigurationException($"There is no run {run} in {store.Location}; 'mia-probe runs list' shows all.");
        if (store.FindEvaluation(run) is not { } json)
        {
            throw new ConfigurationException($"Run {run} did not finish, so there is nothing to show: 'mia-probe resume {run}' goes on with it.");
        }

        var evaluation = RunEvaluation.FromJson(json);
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(RunResultJson.Of(record, evaluation).ToJsonString(RunResultJson.Indented));
        }
        else
        {
            new RunView(context.Terminal).Show(store, record, evaluation);
        }

        return record.Counts.Failed > 0 ? ExitCodes.DocumentsFailed : ExitCodes.Done;
    }

    private async Task<int> ExecuteAsync(Func<ProbeRunner, IProbeStore, Task<long>> execute)
    {
        using var store = CommandContext.OpenStore(settings);
        using var progress = new ProgressLine(context.Terminal, context.Time);
        var reporter = new ProgressReporter(progress);
        var models = new LocalModelProvider(settings.Llama.NativeDirectory, store, new StderrLogger(context.Terminal, settings.Output.Verbose), reporter);
        var runner = new ProbeRunner(store, models, context.Time, CommandContext.ToolVersion, reporter);
        try
        {
            var run = await execute(runner, store);
            progress.Finish();
            return Show(store, run);
        }
        catch (OperationCanceledException)
        {
            progress.Finish();
            context.Terminal.WriteError($"Everything scored so far is kept. Go on with: mia-probe resume {runner.Run}{StoreOption}");
            throw;
        }
    }

    private string StoreOption => settings.StorePath == "mia-probe.db" ? "" : $" --store {settings.StorePath}";

    private static long LatestUnfinished(IProbeStore store) =>
        store.ListRuns().LastOrDefault(run => run.Status != RunStatus.Finished)?.Id
        ?? throw new ConfigurationException($"Every run in {store.Location} is finished; 'mia-probe runs list' shows them.");
}
