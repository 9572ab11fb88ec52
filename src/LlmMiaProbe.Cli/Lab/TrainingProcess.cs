using System.Globalization;
using System.Text.Json;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>Trains in a process of its own, so that a native abort is a sentence here and nothing worse.</summary>
internal sealed class TrainingProcess(Terminal terminal, ProgressLine line, string? nativeDirectory)
{
    private const int RememberedLines = 20;

    private int? _resumed;

    /// <param name="request">What to train.</param>
    /// <param name="name">For progress, such as <c>target.gguf</c>.</param>
    /// <param name="cancellationToken">Ends the process; the checkpoint of the last epoch is kept.</param>
    /// <exception cref="ProbeException">The training did not end well; the sentence says why and what is kept.</exception>
    public async Task<TrainingOutcome> TrainAsync(TrainingRequest request, string name, CancellationToken cancellationToken) =>
        (await RunAsync(new TrainingJob(nativeDirectory, request), $"training {name}", message => message.Outcome is not null, cancellationToken)).Outcome
            ?? throw new InvalidOperationException("the last message is the outcome");

    /// <summary>Measures the gradient of each text at the base model.</summary>
    /// <inheritdoc cref="TrainAsync" path="/param"/>
    /// <inheritdoc cref="TrainAsync" path="/exception"/>
    public async Task<IReadOnlyList<DocumentGradient>> MeasureAsync(TrainingRequest request, string name, CancellationToken cancellationToken) =>
        (await RunAsync(
            new TrainingJob(nativeDirectory, request, MeasuresGradients: true),
            $"gradients of {name}",
            message => message.Gradients is not null,
            cancellationToken)).Gradients
            ?? throw new InvalidOperationException("the last message is the gradients");

    private async Task<TrainingMessage> RunAsync(TrainingJob job, string phase, Func<TrainingMessage, bool> isResult, CancellationToken cancellationToken)
    {
        var request = job.Request;
        _resumed = null;
        using var announced = RunningTraining.Announce(request.Threads, terminal.WriteNote);
        using var process = OwnProcess.Start("lab", "worker");
        var errors = new Queue<string>();
        process.ErrorDataReceived += (_, said) => Remember(errors, said.Data);
        process.BeginErrorReadLine();
        using var kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        try
        {
            // Its input stays open: its end tells the process that this one is gone.
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job, TrainingJob.Json));
            await process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The process ended before it read its job; what it said follows below.
        }

        TrainingMessage? last = null;
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } text)
        {
            // Native code that gives up may write here too.
            if (!text.StartsWith('{'))
            {
                Remember(errors, text);
                continue;
            }

            last = JsonSerializer.Deserialize<TrainingMessage>(text, TrainingJob.Json);
            if (last?.Progress is { } progress)
            {
                Show(progress, job, phase);
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
        line.Finish();
        if (cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedRunException($"interrupted; {Kept(job)}", new OperationCanceledException(cancellationToken));
        }

        return last is not null && isResult(last) ? last : throw (last?.Failure?.ToException() ?? Crash(process.ExitCode, errors, job));
    }

    private void Show(TrainingProgress progress, TrainingJob job, string phase)
    {
        // What a checkpoint brought cost nothing.
        _resumed ??= progress.Step;
        if (job.MeasuresGradients)
        {
            line.Report(new ProgressCounts(phase, progress.Step, progress.Steps, TokensDecoded: progress.Tokens));
            return;
        }

        var loss = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch} of {job.Request.Recipe.Epochs}{(progress.Loss > 0 ? $" · loss {progress.Loss:0.000}" : "")}");
        var held = progress.ValidationLoss is { } validation ? string.Create(CultureInfo.InvariantCulture, $" · validation {validation:0.000}") : "";
        line.Report(new ProgressCounts(phase, progress.Step, progress.Steps, Cached: _resumed.Value, TokensDecoded: progress.Tokens, Note: loss + held));
        if (progress.ValidationLoss is not null)
        {
            terminal.WriteNote($"{phase}: {loss}{held} nats a token");
        }
    }

    private static void Remember(Queue<string> lines, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(text.Trim());
            if (lines.Count > RememberedLines)
            {
                lines.Dequeue();
            }
        }
    }

    private static ModelException Crash(int exitCode, Queue<string> errors, TrainingJob job)
    {
        lock (errors)
        {
            var reason = errors.FirstOrDefault(
                text => text.Contains("GGML_ASSERT", StringComparison.Ordinal)
                    || text.Contains("unsupported", StringComparison.Ordinal)) ?? errors.FirstOrDefault();
            return new ModelException(string.Create(CultureInfo.InvariantCulture,
                $"the training process ended with code {exitCode}{(reason is null ? "" : $": {reason}")}. "
                + $"Native code ends its process over what it cannot do, such as an operation without a gradient: "
                + $"{Path.GetFileName(job.Request.Base)} may be of an architecture that llama.cpp cannot train (a llama is one that it can). {Kept(job)}"));
        }
    }

    private static string Kept(TrainingJob job) => job.MeasuresGradients ? "Nothing was changed."
        : File.Exists(job.Request.CheckpointPath)
            ? $"{Path.GetFileName(job.Request.CheckpointPath)} holds the last whole epoch: the same command goes on with it."
        : "No epoch was complete, so there is nothing to go on with.";
}
