using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli;

/// <summary>Tests canaries from settings to printed result.</summary>
internal sealed class CanarySession(CommandContext context, ProbeSettings settings, GateSession gates)
{
    public async Task<int> RunAsync(CanarySet set, int references, CancellationToken cancellationToken)
    {
        var target = settings.Run.Model ?? throw new ConfigurationException("No model was given: add --model FILE.gguf.");
        set.Alphabet.RequireReferences(references);
        gates.Require(set);
        Models(hashes: null, progress: null).Require(target, settings.Run.Reference, RunSettingsFactory.ScorerOptions(settings));
        var result = await ScoreAsync(set, references, target, cancellationToken);
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(CanaryResultJson.Of(result).ToJsonString(RunResultJson.Indented));
        }
        else
        {
            new CanaryView(context.Terminal).Show(result, settings.StorePath);
        }

        return gates.Test(result, result.Failed > 0 ? ExitCodes.DocumentsFailed : ExitCodes.Done);
    }

    private async Task<CanaryResult> ScoreAsync(CanarySet set, int references, string target, CancellationToken cancellationToken)
    {
        using var store = CommandContext.OpenStore(settings);
        using var line = new ProgressLine(context.Terminal, context.Time);
        try
        {
            var (model, scores, tokens) = await ScoreAsync(store, line, "scoring target", target, set, references, cancellationToken);
            var result = new CanaryResult { Set = set, References = references, Target = model, Scores = scores, TokensDecoded = tokens };
            if (settings.Run.Reference is { } reference)
            {
                var control = await ScoreAsync(store, line, "scoring reference", reference, set, references, cancellationToken);
                result = result with { Reference = control.Model, ControlScores = control.Scores, TokensDecoded = tokens + control.Tokens };
            }

            line.Finish();
            return result;
        }
        catch (OperationCanceledException e)
        {
            line.Finish();
            throw new InterruptedRunException("interrupted; everything scored so far is kept, and the same command goes on from there.", e);
        }
    }

    private async Task<(ModelDescription Model, IReadOnlyList<CanaryScore> Scores, long Tokens)> ScoreAsync(
        IProbeStore store, ProgressLine line, string phase, string path, CanarySet set, int references, CancellationToken cancellationToken)
    {
        var progress = new ProgressReporter(line);
        using var scorer = Models(store, progress).Open(path, RunSettingsFactory.ScorerOptions(settings));
        var probe = new CanaryProbe(store, scorer, progress);
        return (scorer.Model, await probe.ScoreAsync(phase, set, references, cancellationToken), probe.TokensDecoded);
    }

    private LocalModelProvider Models(IProbeStore? hashes, IProgress<ProbeProgress>? progress) =>
        new(settings.Llama.NativeDirectory, hashes, new StderrLogger(context.Terminal, settings.Output.Verbose), progress);
}
