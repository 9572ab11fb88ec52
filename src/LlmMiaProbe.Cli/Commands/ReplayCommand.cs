using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>replay</c>: whether a model says again what a bundle says that it said.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "folder that 'export --evidence' wrote" };
        var sample = NumberOption.Whole("--sample", "rows of token scores to ask again, and attempts", 1, 20);
        var command = new DetailedCommand(
            "replay",
            "Ask the models at hand again for a sample of an evidence bundle, and say whether the same numbers come out.",
            """
            Example:
              mia-probe replay evidence-3 --model tuned.gguf --reference base.gguf

            The fingerprints of the files are compared first; another file ends with exit
            code 5. Token ids of the bundle are scored again, so it works without texts;
            where there is a text, its tokens are compared, too. Under the same policy
            (engine, build, instruction set, precision, context) every bit must be equal,
            else log-probabilities within a tolerance that is named. Attempts must come out
            again under the same policy; under another the equal ones are counted.

            Only the options given here and numbers and texts of the bundle are used, never
            a path or a setting of it. Only local models can be replayed; what texts after
            prefixes, windows, tables, pairs of models and altered chat records gave is not
            asked again. Of a chat record the bundle must have the text.
            """) { folder, sample };
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora), nameof(RunSection.Reference)),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
            SettingGroup.Engine,
            SettingGroup.Output.Only(nameof(OutputSection.Format), nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction((parsed, cancellationToken) => RunAsync(context, parsed.GetValue(folder) ?? "", parsed.GetValue(sample),
            context.Settings(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string folder, int size, ProbeSettings settings, CancellationToken cancellationToken)
    {
        var run = RunSettingsFactory.WithoutCorpus(settings);
        ModelRole[] roles = run.HasReference ? [ModelRole.Target, ModelRole.Reference] : [ModelRole.Target];
        var sample = ReplaySample.Read(folder, roles, size, run.Seed);
        var replay = new BundleReplay(sample);
        var models = context.Models(settings, hashes: null, progress: null);
        foreach (var role in roles)
        {
            using (var scorer = models.Open(role, run))
            {
                if (!replay.IsSame(role, scorer.Model))
                {
                    continue;
                }

                await replay.ScoreAsync(role, scorer, cancellationToken);
            }

            if (sample.Attempts.Eligible > 0)
            {
                using var generator = models.OpenGenerator(role, run);
                await replay.GenerateAsync(role, generator, cancellationToken);
            }
        }

        if (replay.Count == 0 && replay.Models.All(model => model.Rows + model.Attempts == 0))
        {
            throw new ConfigurationException(
                $"{folder} holds nothing that --model{(run.HasReference ? " and --reference" : "")} can be asked again: "
                + (sample.NotDrawn.Count == 0 ? "it has no token scores and no attempts." : $"all that it has are {string.Join(", ", sample.NotDrawn)}."));
        }

        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(ReplayOutput.Of(sample, replay)));
        }
        else
        {
            new ReplayView(context.Terminal).Write(sample, replay);
        }

        if (replay.Count > 0)
        {
            context.Terminal.WriteError($"error: {folder} did not come out again ({Figures.Count(replay.Count, "mismatch", "mismatches")})");
            return ExitCodes.GateFailed;
        }

        return ExitCodes.Done;
    }
}
