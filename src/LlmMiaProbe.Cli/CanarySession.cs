using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli;

/// <summary>Tests canaries from settings to printed result.</summary>
internal sealed class CanarySession(CommandContext context, ProbeSettings settings, GateSession gates)
{
    /// <param name="set">The canaries.</param>
    /// <param name="references">References per canary.</param>
    /// <param name="options">Options of the command line beside models and engine, for the command that repeats the test.</param>
    /// <param name="cancellationToken">Stops after the batch under way.</param>
    public async Task<int> RunAsync(CanarySet set, int references, string options, CancellationToken cancellationToken)
    {
        set.Alphabet.RequireReferences(references);
        gates.Require(set);
        var session = new GenerationSession(context, settings);
        var run = session.Settings();
        run = run with { Command = $"mia-probe canary test {options}{RunCommandLine.Models(run)}{RunCommandLine.Engine(run)}" };
        var result = await session.RunAsync(run, set.Canaries.Count, async (recorded, line) =>
        {
            var (model, scores, tokens) = await ScoreAsync(recorded, line, ModelRole.Target, set, references, cancellationToken);
            var result = new CanaryResult { Set = set, References = references, Target = model, Scores = scores, TokensDecoded = tokens };
            if (run.Reference is not null)
            {
                var control = await ScoreAsync(recorded, line, ModelRole.Reference, set, references, cancellationToken);
                result = result with { Reference = control.Model, ControlScores = control.Scores, TokensDecoded = tokens + control.Tokens };
            }

            recorded.Keep(CommandResult.Canaries, CanaryResultJson.Of(result));
            return result;
        });
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

    private static async Task<(ModelDescription Model, IReadOnlyList<CanaryScore> Scores, long Tokens)> ScoreAsync(
        RecordedRun run, ProgressLine line, ModelRole role, CanarySet set, int references, CancellationToken cancellationToken)
    {
        using var scorer = run.OpenScorer(role);
        var probe = new CanaryProbe(run.Store, scorer, new ProgressReporter(line));
        try
        {
            return (scorer.Model, await probe.ScoreAsync($"scoring {role}", set, references, cancellationToken), probe.TokensDecoded);
        }
        finally
        {
            run.CountDecoded(probe.TokensDecoded);
        }
    }
}
