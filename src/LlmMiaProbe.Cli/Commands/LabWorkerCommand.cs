using System.CommandLine;
using LlmMiaProbe.Cli.Lab;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab worker</c>: the process that the other lab commands train in.</summary>
internal static class LabWorkerCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("worker", "Train as a job on standard input says; the other lab commands start this process.");
        command.SetAction((_, cancellationToken) => Task.FromResult(new TrainingWorker(context).Run(System.Console.In, cancellationToken)));
        return command;
    }
}
