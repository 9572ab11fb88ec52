using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab</c>: models whose training set is known, made by this program.</summary>
internal static class LabCommand
{
    public static Command Create(CommandContext context) => new("lab", "Train targets and shadow models on known documents and measure what protects them.")
    {
        LabSplitCommand.Create(context),
        LabTrainCommand.Create(context),
        LabShadowsCommand.Create(context),
        LabEvaluateCommand.Create(context),
        LabDefencesCommand.Create(context),
        LabGradientsCommand.Create(context),
        LabConvertCommand.Create(context),
        LabWorkerCommand.Create(context),
    };
}
