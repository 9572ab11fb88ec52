using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>Says to other processes of this machine that a training is under way, and warns if there are others on the same cores.</summary>
internal sealed class RunningTraining : IDisposable
{
    private const string Prefix = "mia-probe-training-";

    private readonly string _file;

    private RunningTraining(string file) => _file = file;

    /// <param name="threads">Native threads that this training will use.</param>
    /// <param name="warn">Told a line if the threads of all trainings are more than the cores.</param>
    public static RunningTraining Announce(int threads, Action<string> warn)
    {
        var folder = Path.GetTempPath();
        var others = Directory.EnumerateFiles(folder, $"{Prefix}*").Select(Read).OfType<(int Process, int Threads)>().ToList();
        if (others.Count > 0 && others.Sum(other => (long)other.Threads) + threads > Environment.ProcessorCount)
        {
            warn(string.Create(CultureInfo.InvariantCulture,
                $"warning: {(others.Count == 1 ? "another training runs" : $"{others.Count} other trainings run")} on this machine (process "
                + $"{string.Join(", ", others.Select(other => other.Process))}; {others.Sum(other => (long)other.Threads)} threads there and {threads} here on "
                + $"{Environment.ProcessorCount} cores). Native threads wait for each other by spinning, so all become several times slower: "
                + $"wait for it, or give each fewer --threads."));
        }

        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{threads}-{Guid.NewGuid():N}"));
        PrivateFile.WriteText(file, "");
        return new RunningTraining(file);
    }

    public void Dispose() => File.Delete(_file);

    private static (int Process, int Threads)? Read(string file)
    {
        var parts = Path.GetFileName(file)[Prefix.Length..].Split('-');
        if (parts.Length < 2
            || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var process)
            || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var threads))
        {
            return null;
        }

        try
        {
            using var running = Process.GetProcessById(process);
            return (process, threads);
        }
        catch (ArgumentException)
        {
            // A process that was killed leaves its file behind, which another user may not remove.
            try
            {
                File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }

            return null;
        }
    }
}
