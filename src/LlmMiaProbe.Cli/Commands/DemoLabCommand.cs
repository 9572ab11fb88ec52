using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Lab;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>demo lab</c>: from the bundled base model to a table of attacks with own shadow models.</summary>
internal static class DemoLabCommand
{
    private const int Documents = 160;
    private const int Shadows = 4;

    private static readonly string[] s_attacks = ["loss", "min-k", "reference-difference", "lira", "lira-offline", "rmia", "rmia-offline", "z-score"];

    public static Command Create(CommandContext context)
    {
        var output = new Option<string>("--out", "-o") { Description = "folder to write", HelpName = "folder", DefaultValueFactory = _ => "mia-probe-lab" };
        var command = new DetailedCommand(
            "lab",
            "Divide 160 bundled passages, train a target and four shadow models from the bundled base model, and attack the target.",
            """
            Example:
              mia-probe demo lab

            Two to five minutes on two idle cores. It is these commands:
              mia-probe lab split passages.jsonl --out mia-probe-lab --sample 160
              mia-probe lab train mia-probe-lab --base base.gguf
              mia-probe lab shadows mia-probe-lab --base base.gguf -n 4
              mia-probe lab evaluate mia-probe-lab --base base.gguf
            and what is there already is kept, so that it can be run again.
            """) { output };
        SettingOptions.AddTo(
            command,
            SettingGroup.Statistics.Only(nameof(RunSection.Resamples)),
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Threads), nameof(LlamaSection.Engine)),
            SettingGroup.Training,
            SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var folder = parsed.GetValue(output) ?? "mia-probe-lab";
            var start = DemoCommand.FileOf("base.gguf");
            List<Document> documents =
            [
                .. CorpusReader.Read([new CorpusSource(DemoCommand.FileOf("passages.jsonl"))]).Select(entry => entry.Document).OfType<Document>(),
            ];
            new LabFolder(folder).Write(LabSplitter.Make(documents, new LabSplitSettings { Sample = Documents }), documents);
            var lab = LabSession.Open(context, settings, folder, start);
            var recipe = new TrainingRecipe();
            var lines = new LabelledLines(context.Terminal);
            lines.Write(
                "documents",
                $"{Figures.Count(lab.Split.Of(LabSide.Member).Count())} members, {Figures.Count(lab.Split.Of(LabSide.NonMember).Count())} non-members, "
                + $"{Figures.Count(lab.Split.Of(LabSide.Validation).Count())} for validation, divided at random");
            var request = lab.Request(Path.Combine(folder, "target.gguf"), recipe, lab.Split.Of(LabSide.Member));
            LabTrainCommand.Show(lines, request, await lab.TrainAsync(request, cancellationToken), lab.Texts);
            await LabShadowsCommand.TrainAsync(lab, recipe, Shadows, lines, cancellationToken);
            context.Terminal.Output.WriteLine();
            await LabEvaluateCommand.EvaluateAsync(context, new LabProbe(context, settings), folder, request.Output, start, s_attacks, cancellationToken);
            return Console.ExitCodes.Done;
        });
        return command;
    }
}
