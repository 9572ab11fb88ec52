using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LlmMiaProbe.Cli.Console;

/// <summary>This program as a further process: for native code that may end its process, and for an engine beside the loaded one.</summary>
internal static class OwnProcess
{
    /// <summary>The words that start it again, for a script.</summary>
    public static IReadOnlyList<string> Words
    {
        get
        {
            // The program may be hosted by dotnet, by its own executable or by a test runner: its assembly is the same.
            var dotnet = Path.GetFullPath(
                Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
            return File.Exists(dotnet) ? [dotnet, typeof(OwnProcess).Assembly.Location] : [Environment.ProcessPath ?? "mia-probe"];
        }
    }

    /// <param name="words">Its command line.</param>
    /// <exception cref="PrerequisiteException">It cannot be started.</exception>
    public static Process Start(params IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(Words[0], [.. Words.Skip(1), .. words])
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
