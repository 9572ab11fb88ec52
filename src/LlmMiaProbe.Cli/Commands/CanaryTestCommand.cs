using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>canary test</c>: ranks canaries among references of the same draw.</summary>
internal static class CanaryTestCommand
{
    private const int DefaultReferences = 1000;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "record of canaries, made by 'canary generate', or a JSON file that names their secrets" };
        var references = NumberOption.WholeOrNone("--references", "references per canary [default: as the record announces, else 1000]", 1, 1_000_000);
        var reveal = new Option<string?>("--reveal") { Description = "what opens a sealed record [default: the .reveal.json beside it]", HelpName = "file" };
        var command = new DetailedCommand(
            "test",
            "Score canaries and references of the same draw, and print how exposed each canary is.",
            """
            Examples:
              mia-probe canary test canaries.json --model tuned.gguf
              mia-probe canary test canaries.json --model tuned.gguf --reference base.gguf

            A reference is the canary's own text with another secret from the same draw.
            Exposure is log2 of the number of references minus log2 of the canary's rank
            among them, in bits. It can be at most log2 of their number; where a canary
            ranks above all of them the extrapolated exposure gives the order of
            magnitude (~), if a skew-normal fits their log-probabilities.
            p = rank / (references + 1) is exact for a canary that was drawn at random and
            never planted. With --reference the same is done with a model that never met
            the canaries, as a control.

            Scores are kept in the store: the same command goes on after an interruption,
            and a second one decodes nothing. --seed draws other references for a file that
            names its secrets; a sealed record has references of its own.
            """) { file, references, reveal };
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora), nameof(RunSection.Reference)),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
            SettingGroup.Engine,
            SettingGroup.Output);
        GateOptions.AddTo(command, canCompare: false);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var set = CanaryFile.Read(parsed.GetValue(file) ?? "", parsed.GetValue(reveal), settings.Run.Seed);
            var count = parsed.GetValue(references) ?? set.AnnouncedReferences ?? DefaultReferences;
            var options = ShellText.Quote(Path.GetFullPath(parsed.GetValue(file) ?? ""))
                + RunCommandLine.Option("--references", count)
                + RunCommandLine.Option("--reveal", parsed.GetValue(reveal) is { } path ? Path.GetFullPath(path) : null);
            return RunAsync(context, settings, GateOptions.Session(context, settings, parsed), set, count, options, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ProbeSettings settings, GateSession gates, CanarySet set, int references, string options, CancellationToken cancellationToken)
    {
        set.Alphabet.RequireReferences(references);
        gates.RequireCanaries(set.Canaries.Count(canary => canary.Repetitions > 0));
        var run = RunSettingsFactory.WithoutCorpus(settings);
        run = run with { Task = new CanaryTask($"mia-probe canary test {options}{RunCommandLine.Models(run)}{RunCommandLine.Engine(run)}") };
        var result = await new RunSession(context, settings).RunAsync(
            run,
            async (recorded, line) =>
            {
                recorded.Counts = RunCounts.None with { Documents = set.Canaries.Count };
                var (target, scores) = await ScoreAsync(recorded, line, ModelRole.Target, set, references, cancellationToken);
                var result = new CanaryResult
                {
                    Set = set, References = references, Target = target, Scores = scores, TokensDecoded = recorded.Tokens,
                };
                if (run.Reference is not null)
                {
                    var (reference, controls) = await ScoreAsync(recorded, line, ModelRole.Reference, set, references, cancellationToken);
                    result = result with { Reference = reference, ControlScores = controls, TokensDecoded = recorded.Tokens };
                }

                recorded.Counts = recorded.Counts with { Scored = set.Canaries.Count - result.Failed, Failed = result.Failed };
                return result;
            },
            (_, result) => CanaryOutput.Of(result),
            (_, result) => new CanaryView(context.Terminal).Show(result, settings.Store.Path));
        return gates.Test(result.Exposures, result.Failed > 0 ? ExitCodes.DocumentsFailed : ExitCodes.Done);
    }

    private static async Task<(ModelDescription Model, IReadOnlyList<CanaryScore> Scores)> ScoreAsync(
        RecordedRun run, ProgressLine line, ModelRole role, CanarySet set, int references, CancellationToken cancellationToken)
    {
        using var scorer = run.OpenScorer(role);
        var probe = new CanaryProbe(run.Store, scorer, new ProgressReporter(line));
        try
        {
            return (scorer.Model, await probe.ScoreAsync($"scoring {role}", set, references, cancellationToken));
        }
        finally
        {
            run.CountDecoded(probe.TokensDecoded);
        }
    }
}
