using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Files;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli;

/// <summary>Runs a probe from settings to printed result.</summary>
internal sealed class ProbeSession(
    CommandContext context, ProbeSettings settings, GateSession? gates = null, SimulationSession? simulation = null, string? name = null)
{
    /// <summary>Notes what the store lacks, where no model is to be asked; null to ask models.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Whether answers of a store may be those of several engines.</summary>
    public bool AcceptsMixedNumerics { get; init; }

    /// <summary>Begins a run, once models and corpus are known to be there: a typing error leaves nothing behind.</summary>
    public Task<int> RunAsync(RunSettings run, CancellationToken cancellationToken)
    {
        var room = Models(hashes: null, progress: null).Require(run, loads: Missing is null);
        if (run.Corpora.Concat(run.Calibration).Concat(run.Shots).Concat(run.MemberShots).Any(corpus => corpus.Path == StandardInput.Name))
        {
            context.Terminal.WriteNote(
                "Documents come from standard input: a resume of this run needs the same input again, "
                + "as in 'mia-probe resume < docs.jsonl'.");
        }

        run = context.Recognise(run, settings);
        gates?.Require(run, () => File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null);
        _ = CorpusReader.Read([.. run.Shots, .. run.MemberShots]);
        RequireFreeName();
        context.Announce(Missing is null ? room : null);
        return ExecuteAsync(CommandContext.OpenStore, (runner, _) => runner.RunAsync(run, cancellationToken), cancellationToken);
    }

    private void RequireFreeName()
    {
        if (name is not null)
        {
            StoredRuns.RequireName(name);
            using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
            store?.RequireFreeName(name);
        }
    }

    /// <param name="run">Its number; null for the latest that did not finish.</param>
    /// <param name="cancellationToken">Stops after the batch under way.</param>
    public Task<int> ResumeAsync(RunReference? run, CancellationToken cancellationToken) =>
        ExecuteAsync(CommandContext.OpenExistingStore, async (runner, store) =>
        {
            var unfinished = run?.In(store) ?? LatestUnfinished(store);
            RequireSaid(store, unfinished);
            gates?.RequireStored(store, unfinished, []);
            if (store.FindRun(unfinished) is { Status: RunStatus.Finished })
            {
                context.Terminal.WriteNote($"Run {unfinished} is finished; nothing of it was changed.");
            }
            else if (store.FindRun(unfinished) is { Settings: { Task: not CommandTask } stored, Parent: null })
            {
                foreach (var note in await Models(store, progress: null).RequireSameAsync(store, unfinished, stored, cancellationToken))
                {
                    context.Terminal.WriteError(note);
                }
            }

            return await runner.ResumeAsync(unfinished, cancellationToken);
        }, cancellationToken);

    /// <summary>A store may come from anybody: it must not choose whom to ask, with which key and about which texts.</summary>
    /// <exception cref="ConfigurationException">The user did not say what the run does.</exception>
    private void RequireSaid(IProbeStore store, long run)
    {
        if (store.FindRun(run) is not { Status: not RunStatus.Finished, Settings: { } stored })
        {
            return;
        }

        var said = settings.Endpoint;

        foreach (var endpoint in new[] { stored.Hosted, stored.HostedReference }.OfType<HostedModel>().Select(model => model.Settings))
        {
            if (!endpoint.Urls.SequenceEqual(said.SaidUrls(endpoint.Connector))
                || (endpoint.KeyVariable, endpoint.KeyFile, endpoint.SignsIn) != (said.ApiKeyVariable, said.SaidKeyFile, said.AzureSignIn))
            {
                var key = endpoint.KeyVariable ?? endpoint.KeyFile ?? (endpoint.SignsIn ? "your Azure sign-in" : "no key");
                throw new ConfigurationException(
                    $"Run {run} asks {string.Join(" and ", endpoint.Urls)} with {key} about {string.Join(", ", stored.Corpora.Select(corpus => corpus.Path))}. "
                    + $"The store says so, and a store may come from anybody: if that is what you want, say it: {ShellText.Resume(settings, run, endpoint)}");
            }
        }
    }

    /// <summary>Prints a stored result and holds the gates against it.</summary>
    public int Show(IProbeStore store, long run)
    {
        var code = ShowResult(store, run);
        return gates?.Test(store, run, code) ?? code;
    }

    private int ShowResult(IProbeStore store, long run)
    {
        var record = store.RequireRun(run);
        if (record.Settings.Extraction is { } extraction)
        {
            return Show(store, record, extraction);
        }

        if (record.Settings.Task is CommandTask { Command: var command })
        {
            return CommandOutput.Find(store, record) is { } found && settings.Output.Format == OutputFormat.Json
                ? ShowJson(found.ToText())
                : throw new ConfigurationException($"Run {run} is shown by 'mia-probe report {run}' or with --output json; it was made by: {command}");
        }

        if (record.Status != RunStatus.Finished || StoredEvaluation.Find(store, run) is not { IsComplete: true } evaluation)
        {
            throw Unfinished(run);
        }

        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(MembershipOutput.Of(record, evaluation, store.ReadDefects(run))));
        }
        else
        {
            new RunView(context.Terminal).Show(store, record, evaluation, ShellText.Report(settings, run));
        }

        return record.IsIncomplete ? ExitCodes.DocumentsFailed : ExitCodes.Done;
    }

    private int ShowJson(string json)
    {
        context.Terminal.Output.WriteLine(json);
        return ExitCodes.Done;
    }

    private int Show(IProbeStore store, RunRecord record, ExtractionSettings extraction)
    {
        var evaluation = ExtractionEvaluation.Find(store, record.Id) ?? throw Unfinished(record.Id);
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(ExtractionOutput.Of(record, extraction, evaluation, store.ReadDefects(record.Id))));
        }
        else
        {
            new ExtractionView(context.Terminal).Show(store, record, extraction, evaluation, ShellText.Report(settings, record.Id));
        }

        return record.IsIncomplete ? ExitCodes.DocumentsFailed : ExitCodes.Done;
    }

    private ConfigurationException Unfinished(long run) =>
        new($"Run {run} did not finish, so there is nothing to show: '{ShellText.Resume(settings, run)}' goes on with it.");

    private async Task<int> ExecuteAsync(
        Func<ProbeSettings, IProbeStore> open, Func<ProbeRunner, IProbeStore, Task<long>> execute, CancellationToken cancellationToken)
    {
        using var store = open(settings);
        using var progress = new ProgressLine(context.Terminal, context.Time);
        var reporter = new ProgressReporter(progress);
        var numerics = Missing is null ? null : new StoredNumerics(store, AcceptsMixedNumerics);
        var runner = new ProbeRunner(store, context.Models(settings, store, reporter, numerics), context.Time, CommandContext.ToolVersion, reporter)
        {
            Name = name,
            Told = context.Terminal.WriteNote,
            Missing = Missing,
            Prepared = design => context.Terminal.WriteNote(string.Join(' ', DecisionsView.Before(design))),
        };
        try
        {
            var run = await execute(runner, store);
            progress.Finish();
            NumericsView.Note(context.Terminal, numerics);
            var code = Show(store, run);
            if (simulation is not null)
            {
                context.Terminal.Output.WriteLine();
                await simulation.ShowAsync(store, run, cancellationToken);
            }

            return code;
        }
        catch (MissingAnswersException e)
        {
            progress.Finish();
            MissingView.Write(context.Terminal, e.Missing);
            throw;
        }
        catch (OperationCanceledException e) when (runner.Run is { } run)
        {
            progress.Finish();
            throw new InterruptedRunException($"interrupted; everything scored so far is kept. Go on with:\n  {ShellText.Resume(settings, run)}", e);
        }
        catch (PrerequisiteException e) when (runner.Run is { } run)
        {
            throw new PrerequisiteException(e.Message.Replace("`mia-probe resume`", $"`{ShellText.Resume(settings, run)}`", StringComparison.Ordinal), e);
        }
    }

    private ModelProvider Models(IProbeStore? hashes, IProgress<ProbeProgress>? progress) => context.Models(settings, hashes, progress);

    private long LatestUnfinished(IProbeStore store)
    {
        var latest = store.ListRuns().LastOrDefault(run => run.Status != RunStatus.Finished && run.Settings.Task is not CommandTask && run.Parent is null)
            ?? throw new ConfigurationException($"Every run in {store.Location} is finished; 'mia-probe runs list' shows them.");
        context.Terminal.WriteNote($"Going on with run {latest.Id}.");
        return latest.Id;
    }
}
