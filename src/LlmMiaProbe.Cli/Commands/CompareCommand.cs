using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>runs compare</c>: what changed from one model to the next.</summary>
internal static class CompareCommand
{
    public static Command Create(CommandContext context)
    {
        var earlier = RunArgument.Required("earlier", "number or name of the run to compare with, such as that of the last model");
        var later = RunArgument.Required("later", "number or name of the run in question");
        var command = new DetailedCommand(
            "compare",
            "Say what changed from one run to another over the documents of both: does the new model score higher, or emit more, than the last one?",
            """
            Documents are paired by the hash of their text and by label; the rest is
            counted. Of runs about membership: AUC of each attack that both scored with the
            same parameters, over the paired documents; the interval of the change draws
            documents, or groups, for both runs at once. A document is newly exposed if the
            attack that decides finds it at the run's false discovery rate in the later run
            and not in the earlier one, newly safe if the other way round.

            Of runs about extraction: the share of characters that the target emits with a
            probability of .5, .1, .01 or .001 or more; the interval draws documents, or
            groups, or pieces of text where there are fewer than 5. A document is newly
            exposed if its likeliest window reaches that probability in the later run only.

            What else differs between the runs is listed, because it may pass for a
            difference between the models.

            Examples:
              mia-probe runs compare 1 2
              mia-probe report 2 --compare 1 --open
              mia-probe runs gate 2 --compare 1 --fail-if 'delta.auc.low(ez-mia) > 0'
            """) { earlier, later };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            var comparison = new RunComparer(store).Compare(parsed.GetValue(earlier).In(store), parsed.GetValue(later).In(store));
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(ComparisonOutput.Of(comparison)));
            }
            else
            {
                new ComparisonView(context.Terminal).Show(comparison);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
