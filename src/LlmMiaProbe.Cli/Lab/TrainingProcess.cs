using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
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
    public async Task<TrainingOutcome> TrainAsync(TrainingRequest request, string name, CancellationToken cancellationToken)
    {
        _resumed = null;
        using var announced = RunningTraining.Announce(request.Threads, terminal.WriteNote);
        using var process = Start();
        var errors = new Queue<string>();
        process.ErrorDataReceived += (_, said) => Remember(errors, said.Data);
        process.BeginErrorReadLine();
        using var kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        try
        {
            // Its input stays open: its end tells the process that this one is gone.
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new TrainingJob(nativeDirectory, request), TrainingJob.Json));
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
                Show(progress, request, name);
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
        line.Finish();
        if (cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedRunException($"interrupted; {Kept(request)}", new OperationCanceledException(cancellationToken));
        }

        return last?.Outcome ?? throw (last?.Failure?.ToException() ?? Crash(process.ExitCode, errors, request));
    }

    private static Process Start()
    {
        // The program may be hosted by dotnet, by its own executable or by a test runner: its assembly is the same.
        var assembly = typeof(TrainingProcess).Assembly.Location;
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        string[] words = ["lab", "worker"];
        var start = new ProcessStartInfo(File.Exists(dotnet) ? dotnet : Environment.ProcessPath ?? "mia-probe", File.Exists(dotnet) ? [assembly, .. words] : words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A debugger that prints the native stack would only delay the sentence.
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        return Process.Start(start) ?? throw new PrerequisiteException("The training process could not be started: check that dotnet can be run.");
    }

    private void Show(TrainingProgress progress, TrainingRequest request, string name)
    {
        // What a checkpoint brought cost nothing.
        _resumed ??= progress.Step;
        var loss = string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch} of {request.Recipe.Epochs}{(progress.Loss > 0 ? $" · loss {progress.Loss:0.000}" : "")}");
        var held = progress.ValidationLoss is { } validation ? string.Create(CultureInfo.InvariantCulture, $" · validation {validation:0.000}") : "";
        line.Report(new ProgressCounts($"training {name}", progress.Step, progress.Steps, Cached: _resumed.Value, TokensDecoded: progress.Tokens, Note: loss + held));
        if (progress.ValidationLoss is not null)
        {
            terminal.WriteNote($"{name}: {loss}{held} nats a token");
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

    private static ModelException Crash(int exitCode, Queue<string> errors, TrainingRequest request)
    {
        lock (errors)
        {
            var reason = errors.FirstOrDefault(text => text.Contains("GGML_ASSERT", StringComparison.Ordinal) || text.Contains("unsupported", StringComparison.Ordinal)) ?? errors.FirstOrDefault();
            return new ModelException(string.Create(CultureInfo.InvariantCulture,
                $"the training process ended with code {exitCode}{(reason is null ? "" : $": {reason}")}. Native code ends its process over what it cannot do, such as an operation without a gradient: {Path.GetFileName(request.Base)} may be of an architecture that llama.cpp cannot train (a llama is one that it can). {Kept(request)}"));
        }
    }

    private static string Kept(TrainingRequest request) => File.Exists(request.CheckpointPath)
        ? $"{Path.GetFileName(request.CheckpointPath)} holds the last whole epoch: the same command goes on with it."
        : "no epoch was complete, so there is nothing to go on with.";
}
