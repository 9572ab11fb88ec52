using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>The built program as a process of its own.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _written = new();
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ProgramProcess(Process process)
    {
        _process = process;
        _output = ReadAsync(process.StandardOutput);
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the program in a folder, with these variables added to (or, if null, taken from) the environment.</summary>
    public static ProgramProcess Start(string folder, IReadOnlyDictionary<string, string?> variables, params IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(DotnetPath, [Path.Combine(AppContext.BaseDirectory, "mia-probe.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new ProgramProcess(Process.Start(start) ?? throw new InvalidOperationException("The program was not started."));
    }

    public static async Task<Outcome> RunAsync(string folder, params IReadOnlyList<string> args)
    {
        using var program = Start(folder, new Dictionary<string, string?>(), args);
        return await program.EndAsync();
    }

    /// <summary>Sends a signal by its name, such as INT.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for a whole line on standard output, the first.</summary>
    public async Task<string> FirstLineAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            lock (_written)
            {
                if (_written.ToString().Split('\n') is [var line, _, ..])
                {
                    return line;
                }
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Ends it without a warning, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public async Task<Outcome> EndAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return new Outcome(_process.ExitCode, await _output, await _error);
    }

    private async Task<string> ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is var length and > 0)
        {
            lock (_written)
            {
                _written.Append(buffer, 0, length);
            }
        }

        return _written.ToString();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // The host that runs these tests may be another program, but its runtime lies where dotnet is.
    private static string DotnetPath { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
