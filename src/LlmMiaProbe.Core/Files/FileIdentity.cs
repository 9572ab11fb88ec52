namespace LlmMiaProbe.Files;

/// <summary>
/// What the system says of a file without reading it. Two that are equal and complete are the same bytes as far as the system can tell: see
/// <see cref="IsSettled"/>.
/// </summary>
/// <param name="Device">Of the file system.</param>
/// <param name="Inode">Of the file there; another file that is moved to the same path has another one. 0 where the system has none.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNanoseconds">Time stamp of the contents, since 1970. Anyone who may write the file can set it.</param>
/// <param name="ChangedNanoseconds">When contents or properties last changed, since 1970; only the system's clock sets it. 0 where there is none.</param>
public sealed record FileIdentity(long Device, long Inode, long Size, long ModifiedNanoseconds, long ChangedNanoseconds)
{
    // Time stamps of changes advance in steps, of some milliseconds on Linux and of up to two seconds on other file systems.
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(3);

    /// <summary>Whether the system tells files apart that have the same path, size and time stamp. Only Linux does here.</summary>
    public bool IsComplete => Inode != 0 && ChangedNanoseconds != 0;

    /// <summary>That of the file at the end of all links; null where there is none.</summary>
    public static FileIdentity? Of(string path)
    {
        if (FileStatus.Of(path) is { } status)
        {
            return status.Identity;
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var file = new FileInfo(path);
        return file.Exists
            ? new FileIdentity(0, 0, file.Length, (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick, 0)
            : null;
    }

    /// <summary>Whether a change after <paramref name="moment"/> would show: one so soon after the last could bear the same time stamp.</summary>
    /// <param name="moment">When the file began to be read.</param>
    public bool IsSettled(DateTimeOffset moment) =>
        IsComplete && DateTimeOffset.UnixEpoch.AddTicks(ChangedNanoseconds / TimeSpan.NanosecondsPerTick) + s_step < moment;
}
