using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Reporting.Ci;

namespace LlmMiaProbe.Cli;

/// <summary>Holds gates against a result: failed ones go to standard error, all of them to the files that were asked for.</summary>
/// <param name="context">What every command works with.</param>
/// <param name="gates">The gates, each once.</param>
/// <param name="earlier">A run to compare with, or null.</param>
/// <param name="files">What to write where.</param>
internal sealed class GateSession(CommandContext context, IReadOnlyList<Gate> gates, RunReference? earlier, IReadOnlyList<(CiFormat Format, string Path)> files)
{
    /// <summary>Nothing was asked for.</summary>
    public bool IsIdle => gates.Count == 0 && files.Count == 0;

    /// <exception cref="ConfigurationException">The run has no result, a gate needs what it does not have, or the two runs cannot be compared.</exception>
    public GateSubject Subject(IProbeStore store, long run)
    {
        if (store.RequireRun(run) is not { Settings.Task: CanaryTask { Command: var command } } record)
        {
            return GateSubject.Of(store, run, earlier?.In(store));
        }

        if (CommandOutput.Find(store, record) is not CanaryOutput { Exposures: var canaries })
        {
            throw new ConfigurationException(record.Status == RunStatus.Finished
                ? $"The result of run {run} cannot be read, so there is nothing to test; this command makes it again, from what is scored already: {command}"
                : $"Run {run} did not finish, so there is nothing to test; this command goes on with it: {command}");
        }

        GateCheck.RequireCanaries(gates, canaries.Planted, $"run {run}");
        return earlier is null
            ? GateSubject.Of(canaries, $"run {run}")
            : throw new ConfigurationException(
                $"--compare: run {run} is {record.Settings.Task.Description}, and canaries are not compared with an earlier test.");
    }

    /// <summary>Before anything is scored: every gate can be tested as far as settings and labels tell.</summary>
    /// <param name="run">What will be run.</param>
    /// <param name="open">Opens the store if there is one; called only for a comparison, since another run may be creating it.</param>
    /// <exception cref="ConfigurationException">A gate needs what the run does not gather, or the earlier run cannot be compared.</exception>
    public void Require(RunSettings run, Func<IProbeStore?> open)
    {
        GateCheck.Require(gates, run, earlier is not null);
        if (earlier is { } first)
        {
            using var store = open();
            if (store is null)
            {
                throw new ConfigurationException(
                    $"--compare: there is no run {first.Text}, because the store is new; name the store that holds it with --store.");
            }

            RequireEarlier(store, first.In(store), run);
        }
    }

    /// <summary>Before a stored run is computed again.</summary>
    /// <param name="store">Holds it.</param>
    /// <param name="run">Its number; one that is not there is left to others.</param>
    /// <param name="attacks">The attacks to score; none for its own.</param>
    /// <exception cref="ConfigurationException">A gate needs what the run does not have, or the earlier run cannot be compared.</exception>
    public void RequireStored(IProbeStore store, long run, IReadOnlyList<string> attacks)
    {
        if (store.FindRun(run) is { Settings.Task: not CommandTask } record)
        {
            var settings = attacks.Count == 0 || record.Settings.Extraction is not null
                ? record.Settings
                : record.Settings with { Rescored = [.. LlmMiaProbe.Attacks.AttackSelection.Parse(attacks).Select(attack => attack.Id)] };
            GateCheck.RequireAttacks(gates, settings, earlier is not null, attacks.Count == 0 ? record : null);
            if (earlier is { } first)
            {
                RequireEarlier(store, first.In(store), settings);
            }
        }
    }

    /// <summary>Before canaries are scored.</summary>
    /// <exception cref="ConfigurationException">A gate needs what a test of these canaries does not have.</exception>
    public void RequireCanaries(int planted) => GateCheck.RequireCanaries(gates, planted);

    /// <returns><see cref="ExitCodes.GateFailed"/> if a gate failed, which outweighs failed documents; else the code given.</returns>
    /// <exception cref="ConfigurationException">The runs cannot be compared.</exception>
    public int Test(IProbeStore store, long run, int code) =>
        IsIdle ? code : Test(Subject(store, run), code, out _);

    /// <inheritdoc cref="Test(IProbeStore, long, int)" path="/returns"/>
    public int Test(CanaryExposures canaries, int code) => IsIdle ? code : Test(GateSubject.Of(canaries), code, out _);

    /// <inheritdoc cref="Test(IProbeStore, long, int)" path="/returns"/>
    /// <param name="subject">The result.</param>
    /// <param name="code">The code without gates.</param>
    /// <param name="outcomes">What became of each gate.</param>
    public int Test(GateSubject subject, int code, out IReadOnlyList<GateOutcome> outcomes)
    {
        IReadOnlyList<GateOutcome> tested = [.. gates.Select(gate => GateTest.Of(gate, subject))];
        foreach (var outcome in tested)
        {
            if (outcome.IsPassed)
            {
                context.Terminal.WriteNote($"gate passed: {outcome.Sentence}");
            }
            else
            {
                context.Terminal.WriteError($"gate failed: {outcome.Sentence}");
            }
        }

        foreach (var (format, path) in files)
        {
            Write(path, format, subject, tested);
        }

        outcomes = tested;
        return tested.All(outcome => outcome.IsPassed) ? code : ExitCodes.GateFailed;
    }

    private void RequireEarlier(IProbeStore store, long first, RunSettings run)
    {
        new RunComparer(store).Require(first, run);
        GateCheck.RequireEarlier(gates, store.RequireRun(first));
    }

    private void Write(string path, CiFormat format, GateSubject subject, IReadOnlyList<GateOutcome> outcomes)
    {
        var now = context.Time.GetUtcNow();
        var text = format switch
        {
            CiFormat.JUnit => JUnitReport.Of(subject, outcomes, now),
            CiFormat.Sarif => OutputText.Of(SarifReport.Of(subject, outcomes, CommandContext.ToolVersion, now)) + "\n",
            _ => MarkdownSummary.Of(subject, outcomes),
        };
        OutputFile.Write(path, text, $"--{format.ToString().ToLowerInvariant()}");
    }
}
