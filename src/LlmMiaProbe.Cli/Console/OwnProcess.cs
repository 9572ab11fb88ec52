using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LlmMiaProbe.Cli.Console;

/// <summary>This program as a further process: for native code that may end its process, and for an engine beside the loaded one.</summary>
internal static class OwnProcess
{
    /// <param name="words">Its command line.</param>
    /// <exception cref="PrerequisiteException">It cannot be started.</exception>
    public static Process Start(params IReadOnlyList<string> words)
    {
        // The program may be hosted by dotnet, by its own executable or by a test runner: its assembly is the same.
        var assembly = typeof(OwnProcess).Assembly.Location;
        var dotnet = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(
            File.Exists(dotnet) ? dotnet : Environment.ProcessPath ?? "mia-probe", File.Exists(dotnet) ? [assembly, .. words] : words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A debugger that prints the native stack would only delay the sentence.
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        return Process.Start(start) ?? throw new PrerequisiteException("A process of this program could not be started: check that dotnet can be run.");
    }
}
