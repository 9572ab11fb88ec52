using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Lab;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab shadows</c>: shadow models, each on a random half of the documents.</summary>
internal static class LabShadowsCommand
{
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "folder that 'lab split' made" };
        var count = new Option<int>("--number", "-n") { Description = "shadow models", HelpName = "number", DefaultValueFactory = _ => 8 };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 999)
            {
                result.AddError("option --number: expected a whole number from 1 to 999");
            }
        });
        var start = LabOptions.Base();
        var target = new Option<string?>("--calibrate")
        {
            Description = "model to match: try learning rates and epochs on the first half, and keep what comes closest to its losses",
            HelpName = "target.gguf",
        };
        var recipe = new RecipeOptions();
        var command = new DetailedCommand(
            "shadows",
            "Train shadow models on random halves of a lab's documents and list them in a manifest.",
            """
            Examples:
              mia-probe lab shadows lab --base base.gguf -n 8
              mia-probe lab shadows lab --base base.gguf -n 8 --calibrate target.gguf
              mia-probe run --model lab/target.gguf --reference base.gguf \
                --corpus lab/documents.jsonl --shadows lab/shadows.json

            Train them like the target: same base, same options. Shadows come in pairs with
            complementary halves, so that each document is in half of an even number of
            them; the seed of number i is --seed + i. Those that are there already with the
            same documents and options are kept, so that the command can be run again after
            an interruption or with a larger -n.

            --calibrate is for a target whose training is not known: 1, 2 and 4 epochs at a
            third of, at, and at three times the learning rate are tried. Of the target only
            its losses on members and validation documents are used.
            """) { folder, start, count, target };
        recipe.AddTo(command);
        SettingOptions.AddTo(
            command,
            SettingGroup.Documents.Only(nameof(RunSection.ChatTemplate)),
            SettingGroup.Engine.Only(nameof(LlamaSection.Threads)),
            SettingGroup.Training,
            SettingGroup.Output.Only(nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var lab = LabSession.Open(context, settings, parsed.GetValue(folder) ?? "", LabOptions.RequireBase(parsed.GetValue(start)));
            var lines = new LabelledLines(context.Terminal);
            var trained = recipe.Read(parsed);
            if (parsed.GetValue(target) is { } model)
            {
                trained = await new Calibration(context, settings, lab, lines).FindAsync(model, trained, cancellationToken);
            }

            await TrainAsync(lab, trained, parsed.GetValue(count), lines, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    internal static async Task TrainAsync(LabSession lab, TrainingRecipe recipe, int count, LabelledLines lines, CancellationToken cancellationToken)
    {
        var shadows = new ShadowFolder(lab.Folder);
        lines.Write("recipe", RecipeText.Of(recipe));
        if (lab.Texts.Sentence(recipe.Loss, learned: null) is { } chat)
        {
            lines.Write("chat", chat);
        }

        for (var number = 1; number <= count; number++)
        {
            var request = lab.Request(shadows.ModelPath(number), recipe with { Seed = recipe.Seed + number }, lab.Split.ShadowHalf(number));
            var outcome = await lab.TrainAsync(request, cancellationToken);
            shadows.Write(lab.Split, lab.Base, number);
            lines.Write(number == 1 ? "shadows" : "", Line(request, outcome));
        }

        lines.Write("wrote", $"{shadows.ManifestPath} · {Figures.Count(count, "shadow model")}");
        lines.WriteLine("next", $"mia-probe lab evaluate {ShellText.Quote(lab.Folder)} --base {ShellText.Quote(Names.OfPath(lab.Base))}{lab.Texts.Option}");
    }

    private static string Line(TrainingRequest request, TrainingOutcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"{Path.GetFileName(request.Output)} · {request.Texts.Count} documents · loss "
        + $"{outcome.Losses[^1].Train:0.000}{(outcome.Losses[^1].Validation is { } held ? $", validation {held:0.000}" : "")}");
}
