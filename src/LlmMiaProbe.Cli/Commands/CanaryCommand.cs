using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>canary generate|test</c>: random texts planted before training, ranked after.</summary>
internal static class CanaryCommand
{
    public static Command Create(CommandContext context) => new("canary", "Plant random texts before training and measure after it how exposed they are.")
    {
        CanaryGenerateCommand.Create(context),
        CanaryTestCommand.Create(context),
    };
}
