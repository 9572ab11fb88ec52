using System.Globalization;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Local;

/// <summary>
/// Where copies of models, and stores of texts, are put for a while: a folder of this user's in the one for temporary files, which nobody
/// else can look into, with a folder for each whose name says which process made it. What a killed process left there is removed by the next that
/// makes one.
/// </summary>
/// <param name="parent">The folder for temporary files.</param>
public sealed class TemporaryCopies(string parent)
{
    private const string Namespace = "/proc/self/ns/pid";

    /// <summary>Those of this user on this machine.</summary>
    public static TemporaryCopies OfUser => new(Path.GetTempPath());

    /// <summary>The folder of this user.</summary>
    public string Location { get; } = Path.Combine(parent, $"mia-probe-{PrivateFile.User}");

    /// <summary>Copies of processes that have ended: their folders, and the bytes in each.</summary>
    /// <exception cref="PrerequisiteException">The folder belongs to somebody else.</exception>
    public IReadOnlyList<(string Path, long Bytes)> LeftOver()
    {
        if (!Directory.Exists(Location))
        {
            return [];
        }

        PrivateFile.RequireOwnFolder(Location);
        var left = new List<(string, long)>();
        foreach (var folder in Directory.GetDirectories(Location).Select(path => new DirectoryInfo(path)))
        {
            try
            {
                if (folder.LinkTarget is null && IsLeftOver(folder.Name))
                {
                    left.Add((folder.FullName, folder.EnumerateFiles().Sum(file => file.Length)));
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process sweeps it at the moment, or it is none of ours.
            }
        }

        return left;
    }

    /// <summary>Removes what processes that have ended left.</summary>
    /// <returns>How many copies.</returns>
    /// <inheritdoc cref="LeftOver" path="/exception"/>
    public int Sweep()
    {
        var swept = 0;
        foreach (var (path, _) in LeftOver())
        {
            try
            {
                Directory.Delete(path, recursive: true);
                swept++;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process may have been faster; what is left is left to the next.
            }
        }

        return swept;
    }

    /// <summary>Makes room for a copy of this process.</summary>
    /// <returns>Path of a folder that is empty.</returns>
    /// <exception cref="PrerequisiteException">The folder belongs to somebody else, or cannot be made.</exception>
    public string Begin()
    {
        try
        {
            PrivateFile.RequireOwnFolder(Location);
            var folder = Path.Combine(Location, $"{OwnerName(Environment.ProcessId)}-{Guid.NewGuid():N}");
            PrivateFile.CreateFolder(folder);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"{Location}, where a temporary copy is to be put, cannot be made ({error.Message.TrimEnd('.')}): set TMPDIR to a folder of your own.", error);
        }
    }

    // Numbers of processes mean nothing in another container that shares the folder, so what was made there is left to it.
    private static bool IsLeftOver(string name) =>
        name.Split('-') is [var space, var number, _, _] && space == Space()
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
        && !name.StartsWith(OwnerName(process) + "-", StringComparison.Ordinal);

    /// <summary>Of a process: its number is given again once it has ended, but never with the same start.</summary>
    private static string OwnerName(int process) =>
        string.Create(CultureInfo.InvariantCulture, $"{Space()}-{process}-{StartOf(process) ?? "ended"}");

    private static string Space() => OperatingSystem.IsLinux() && File.ResolveLinkTarget(Namespace, returnFinalTarget: false)?.Name is { } target
        ? string.Concat(target.Where(char.IsAsciiDigit))
        : "0";

    private static string? StartOf(int process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Fields after the name, which may hold spaces and brackets itself; a zombie has ended.
                var fields = File.ReadAllText($"/proc/{process}/stat");
                var behind = fields[(fields.LastIndexOf(')') + 2)..].Split(' ');
                return behind[0] is "Z" or "X" ? null : behind[19];
            }

            using var running = System.Diagnostics.Process.GetProcessById(process);
            return running.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException
            or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
