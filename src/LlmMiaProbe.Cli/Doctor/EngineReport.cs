using System.Text.Json;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>What an engine says of itself once it is loaded.</summary>
/// <param name="Identity">Release and instruction sets.</param>
/// <param name="Directory">Where its native library is.</param>
/// <param name="Devices">What it computes on.</param>
/// <param name="IdleBackends">GPU libraries that found no device, a sentence each.</param>
/// <param name="Failure">Why it could not be loaded; null if it was.</param>
internal sealed record EngineReport(
    string Identity, string Directory, IReadOnlyList<string> Devices, IReadOnlyList<string> IdleBackends, string? Failure = null)
{
    /// <summary>How fast it is, if that was asked for.</summary>
    public EngineBench? Bench { get; init; }

    /// <summary>The command that prints this as JSON.</summary>
    public static IReadOnlyList<string> Command { get; } = ["models", "engine"];

    /// <summary>Of this process, which then can load no other one.</summary>
    public static EngineReport Here(ModelEngine engine, string? nativeDirectory)
    {
        try
        {
            var loaded = Engines.Load(engine, nativeDirectory);
            return new EngineReport(loaded.Identity, loaded.Directory, loaded.Devices, loaded.IdleBackends);
        }
        catch (PrerequisiteException e)
        {
            return new EngineReport("", "", [], [], e.Message);
        }
    }

    /// <summary>Of a process of its own, because two builds of llama.cpp cannot live in one.</summary>
    /// <param name="engine">Which.</param>
    /// <param name="words">Further words of its command line.</param>
    public static EngineReport Elsewhere(ModelEngine engine, params IReadOnlyList<string> words)
    {
        using var process = OwnProcess.Start([.. Command, Engines.NameOf(engine), .. words]);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == ExitCodes.Done && JsonSerializer.Deserialize<EngineReport>(output) is { } report
            ? report
            : new EngineReport(
                "",
                "",
                [],
                [],
                $"A process that loads it ended with code {process.ExitCode}: {error.GetAwaiter().GetResult().ReplaceLineEndings(" ").Trim()}");
    }
}
