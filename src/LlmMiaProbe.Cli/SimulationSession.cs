using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli;

/// <summary>Shows what a finished run would have found under defences. Nothing is kept.</summary>
internal sealed class SimulationSession(CommandContext context, ProbeSettings settings, IReadOnlyList<Defence> defences, SimulationSource source)
{
    /// <exception cref="ConfigurationException">There is no such run, or it did not score documents or windows.</exception>
    public void Show(IProbeStore store, long number, CancellationToken cancellationToken)
    {
        var run = store.FindRun(number) ?? throw new ConfigurationException($"There is no run {number} in {store.Location}; 'mia-probe runs list' shows all.");
        if (run.Settings.Command is not null || run.Status != RunStatus.Finished)
        {
            throw new ConfigurationException($"Run {number} is no finished run of 'run' or 'extract', so there is nothing to defend: name another; 'mia-probe runs list' shows all.");
        }

        if (run.Settings.Extraction is null)
        {
            ShowMembership(store, run);
        }
        else
        {
            ShowExtraction(store, run, cancellationToken);
        }
    }

    private void ShowMembership(IProbeStore store, RunRecord run)
    {
        var analysis = new RunAnalysis(store);
        var without = analysis.Simulate(run.Id, null);
        var defended = defences.Select(defence => (Defence: defence, Attacks: analysis.Simulate(run.Id, defence, source.Listed))).ToList();
        if (settings.Output.Format == OutputFormat.Json)
        {
            WriteJson(MembershipSimulationView.Json(without, defended));
        }
        else
        {
            new MembershipSimulationView(context.Terminal).Show(without, defended, source.Listed is not null);
        }
    }

    private void ShowExtraction(IProbeStore store, RunRecord run, CancellationToken cancellationToken)
    {
        var simulated = new ExtractionSimulation(store, context.Models(settings, hashes: null, progress: null)).Simulate(run, defences, source, cancellationToken);
        if (settings.Output.Format == OutputFormat.Json)
        {
            WriteJson(ExtractionSimulationView.Json(simulated));
        }
        else
        {
            new ExtractionSimulationView(context.Terminal).Show(run, simulated, defences, source.Listed is not null);
        }
    }

    private void WriteJson(JsonObject json) => context.Terminal.Output.WriteLine(json.ToJsonString(RunResultJson.Indented));
}
