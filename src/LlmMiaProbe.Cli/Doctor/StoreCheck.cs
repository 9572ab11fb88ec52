using System.Globalization;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether the store can be written and has room to grow. Leaves nothing behind.</summary>
/// <param name="storePath">The store's file, which need not exist.</param>
/// <param name="probeWriting">Tries to write in a folder; throws IOException or UnauthorizedAccessException if it cannot.</param>
/// <param name="freeBytes">Bytes free for the file system of a folder, or null if that cannot be told.</param>
internal sealed class StoreCheck(string storePath, Action<string> probeWriting, Func<string, long?> freeBytes) : IDoctorCheck
{
    private const long Mebibyte = 1L << 20;

    /// <summary>Less than this and even a small run may not fit.</summary>
    private const long LeastFree = 64 * Mebibyte;

    /// <summary>Evidence of some hundred thousand documents.</summary>
    private const long ComfortablyFree = 1024 * Mebibyte;

    public StoreCheck(string storePath)
        : this(storePath, ProbeWriting, FreeBytes)
    {
    }

    public string Name => "store";

    public DoctorFinding Run()
    {
        const string Elsewhere = "name a file in another folder with --store or Store:Path.";
        var path = Path.GetFullPath(storePath);
        if (Directory.Exists(path) || NearestExistingFolder(path) is not { } folder)
        {
            return DoctorFinding.Fail($"{path} cannot be a file", $"Give a file for the store: {Elsewhere}");
        }

        if (OutsideFile.WhyNot(path) is { } kind)
        {
            return DoctorFinding.Fail($"{path} is {kind}", $"Give an ordinary file for the store: {Elsewhere}");
        }

        try
        {
            probeWriting(folder);
            if (File.Exists(path))
            {
                using var store = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Fail($"{path} cannot be written ({exception.Message})", $"Allow writing there, or {Elsewhere}");
        }

        var state = File.Exists(path) ? "is there" : "will be created";
        return freeBytes(folder) switch
        {
            < LeastFree and var free => DoctorFinding.Fail($"{path}: only {Size(free)} free", $"Free at least {Size(LeastFree)}, or {Elsewhere}"),
            < ComfortablyFree and var free => DoctorFinding.Warn(
                $"{path}: only {Size(free)} free", $"A large run may need {Size(ComfortablyFree)}: free space, or {Elsewhere}"),
            { } free => DoctorFinding.Ok($"{path} {state}, {Size(free)} free"),
            null => DoctorFinding.Ok($"{path} {state}"),
        };
    }

    /// <summary>The folder below which opening the store creates those that are missing; null if a file is in the way.</summary>
    private static string? NearestExistingFolder(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !Path.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return File.Exists(folder) ? null : folder;
    }

    private static string Size(long? bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes ?? 0) / Mebibyte:N0} MiB");

    private static void ProbeWriting(string folder)
    {
        var path = Path.Combine(folder, $".mia-probe-{Guid.NewGuid():N}");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        file.WriteByte(0);
        file.Flush();
    }

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
