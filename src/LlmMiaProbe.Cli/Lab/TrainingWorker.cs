using System.Text.Json;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.LlamaCpp.Training;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>The training process: a job in, messages out, one JSON object a line.</summary>
internal sealed class TrainingWorker(CommandContext context) : IProgress<TrainingProgress>
{
    /// <param name="input">A job in its first line; training stops when it ends, as when the process that started this one was killed.</param>
    /// <param name="cancellationToken">Stops after the step under way.</param>
    public int Run(TextReader input, CancellationToken cancellationToken)
    {
        var job = (input.ReadLine() is { } line ? JsonSerializer.Deserialize<TrainingJob>(line, TrainingJob.Json) : null)
            ?? throw new ConfigurationException("lab worker is started by the other lab commands, which give it a job.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = Task.Run(() => StopAtEnd(input, stop), CancellationToken.None);
        try
        {
            var library = LlamaLibrary.Load(job.NativeDirectory);
            Write(job.MeasuresGradients
                ? new TrainingMessage(Gradients: GradientMeter.Measure(library, job.Request.Base, job.Request.Texts, job.Request.Threads, this, stop.Token))
                : new TrainingMessage(Outcome: new Trainer(library, job.Request, this).Train(stop.Token)));
            return ExitCodes.Done;
        }
        catch (ProbeException error)
        {
            var failure = TrainingFailure.Of(error);
            Write(new TrainingMessage(Failure: failure));
            return failure.ExitCode;
        }
    }

    public void Report(TrainingProgress value) => Write(new TrainingMessage(Progress: value));

    private static void StopAtEnd(TextReader input, CancellationTokenSource stop)
    {
        while (input.ReadLine() is not null)
        {
        }

        stop.Cancel();
    }

    private void Write(TrainingMessage message)
    {
        context.Terminal.Output.WriteLine(JsonSerializer.Serialize(message, TrainingJob.Json));
        context.Terminal.Output.Flush();
    }
}
