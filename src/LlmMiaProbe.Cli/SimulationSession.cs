using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli;

/// <summary>Shows what a finished run would have found under defences. Nothing is kept.</summary>
internal sealed class SimulationSession(CommandContext context, ProbeSettings settings, IReadOnlyList<Defence> defences, SimulationSource source)
{
    /// <exception cref="ConfigurationException">There is no such run, or it did not score documents or windows.</exception>
    public async Task ShowAsync(IProbeStore store, long number, CancellationToken cancellationToken)
    {
        var run = store.RequireScored(number, "to defend");
        run.RequireFinished("to defend");
        store.RequireEvidence(run);
        if (run.Settings.Extraction is null)
        {
            await ShowMembershipAsync(store, run, cancellationToken);
        }
        else
        {
            await ShowExtractionAsync(store, run, cancellationToken);
        }
    }

    private async Task ShowMembershipAsync(IProbeStore store, RunRecord run, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(context.Terminal, context.Time);
        var without = new RunAnalysis(store).Simulate(run.Id, null);
        var defended = await new MembershipSimulation(store, Models(line), new ProgressReporter(line)).SimulateAsync(run, defences, source, cancellationToken);
        line.Finish();
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(MembershipSimulationOutput.Of(without, defended)));
        }
        else
        {
            new MembershipSimulationView(context.Terminal).Show(run.Id, without, defended, source.Listed is not null);
        }
    }

    private async Task ShowExtractionAsync(IProbeStore store, RunRecord run, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(context.Terminal, context.Time);
        var simulated = await new ExtractionSimulation(store, Models(line), new ProgressReporter(line)).SimulateAsync(run, defences, source, cancellationToken);
        line.Finish();
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(ExtractionSimulationOutput.Of(simulated)));
        }
        else
        {
            new ExtractionSimulationView(context.Terminal).Show(run, simulated, defences, source.Listed is not null);
        }
    }

    private ModelProvider Models(ProgressLine line) => context.Models(settings, hashes: null, new ProgressReporter(line));
}
