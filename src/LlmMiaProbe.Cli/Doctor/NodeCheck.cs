using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Node.js builds the charts of the report; a finished program does without it, so its absence is a warning.</summary>
internal sealed class NodeCheck(string? searchPath, Func<string, string?> readVersion) : IDoctorCheck
{
    private const int NeededMajor = 20;
    private const string Install = "Only building from source needs it: install Node.js 20 or newer, which brings npm.";

    public NodeCheck()
        : this(Environment.GetEnvironmentVariable("PATH"), ReadVersion)
    {
    }

    public string Name => "Node.js";

    public DoctorFinding Run()
    {
        var node = ProgramSearch.Find("node", searchPath);
        var npm = ProgramSearch.Find("npm", searchPath);
        if (node is null || npm is null)
        {
            var missing = string.Join(" and ", new[] { node is null ? "node" : "", npm is null ? "npm" : "" }.Where(name => name.Length > 0));
            return DoctorFinding.Warn($"{missing} not on the PATH", Install);
        }

        var version = readVersion(node)?.Trim();
        return MajorOf(version) >= NeededMajor
            ? DoctorFinding.Ok($"{version} at {node}, npm at {npm}")
            : DoctorFinding.Warn($"{version ?? "no version"} at {node}", Install);
    }

    /// <summary>What <c>node --version</c> prints, or null if it does not run.</summary>
    public static string? ReadVersion(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true });
            var text = process?.StandardOutput.ReadToEnd();
            process?.WaitForExit();
            return text;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return null;
        }
    }

    private static int MajorOf(string? version) =>
        version is ['v', .. var numbers] && int.TryParse(numbers.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : 0;
}
