using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>Scores models of a lab with the usual machinery; what the store holds is not decoded again.</summary>
internal sealed class LabProbe(CommandContext context, ProbeSettings settings)
{
    /// <param name="model">The target.</param>
    /// <param name="reference">The base model; null for none.</param>
    /// <param name="corpus">Labelled documents.</param>
    /// <param name="shadows">A manifest of shadow models; null for none.</param>
    /// <param name="attacks">Attacks with parameters; empty for all that can be served.</param>
    public RunSettings Settings(string model, string? reference, string corpus, string? shadows, IReadOnlyList<string> attacks)
    {
        var manifest = shadows is null ? null : ShadowManifest.Read(shadows);
        var run = new RunSettings
        {
            Model = Path.GetFullPath(model),
            Reference = reference is null ? null : Path.GetFullPath(reference),
            ShadowManifest = manifest?.File,
            Shadows = manifest?.Models ?? [],
            Corpora = [new CorpusSource(Path.GetFullPath(corpus))],
            Attacks = [],
            Seed = settings.Run.Seed,
            Resamples = settings.Run.Resamples,
            Threads = settings.Llama.Threads,
            Engine = settings.Llama.Engine,
            ChatTemplate = RunSettingsFactory.ChatTemplate(settings),
        };
        return run with { Attacks = RunRequests.Select(attacks, run) };
    }

    /// <summary>Begins and ends a run.</summary>
    /// <returns>Its number and what its scores say together.</returns>
    public async Task<(long Run, RunEvaluation Evaluation)> RunAsync(RunSettings run, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(context.Terminal, context.Time);
        using var store = CommandContext.OpenStore(settings);
        var models = new LocalModelProvider(
            settings.Llama.DirectoryOf, store, new StderrLogger(context.Terminal, settings.Output.Verbose), new ProgressReporter(line));
        var number = await new ProbeRunner(store, models, context.Time, CommandContext.ToolVersion, new ProgressReporter(line)).RunAsync(
            run, cancellationToken);
        line.Finish();
        return (number, StoredEvaluation.Find(store, number)
            ?? throw new PrerequisiteException($"run {number} in {settings.StorePath} has no result: run the command again."));
    }
}
