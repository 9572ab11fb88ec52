using LlmMiaProbe.Files;

namespace LlmMiaProbe.Local;

/// <summary>A GGUF, or a shard of one, as it was when it was read: what must still hold for the numbers to be those of the file that was hashed.</summary>
internal sealed class ReadShard
{
    private readonly Func<string, string> _hash;
    private readonly string? _known;
    private readonly Lock _lock = new();
    private FileIdentity? _identity;

    private ReadShard(string path, FileIdentity? identity, string? known, Func<string, string> hash) =>
        (Path, _identity, _known, _hash) = (path, identity, known, hash);

    public string Path { get; }

    /// <summary>What the system says of it; null where it says nothing.</summary>
    public FileIdentity? Identity
    {
        get
        {
            lock (_lock)
            {
                return _identity;
            }
        }
    }

    /// <param name="path">The file.</param>
    /// <param name="identity">As it was when its header was checked; null where the system tells none.</param>
    /// <param name="hash">SHA-256 of a file; empty if none is asked for.</param>
    /// <returns>The file, and its hash.</returns>
    public static (ReadShard Shard, string Hash) Of(string path, FileIdentity? identity, Func<string, string> hash)
    {
        var value = hash(path);

        // A hash of what is no longer the file whose header was read cannot vouch for that header.
        var known = value.Length > 0 && identity is not null && FileIdentity.Of(path) == identity ? value : null;
        return (new ReadShard(path, identity, known, hash), value);
    }

    /// <summary>
    /// Whether the file is the one that was read. A hard link to it or another mode moves the time of its last change and no byte, so where
    /// nothing else moved the bytes are hashed again.
    /// </summary>
    /// <exception cref="PrerequisiteException">It changes while it is hashed.</exception>
    public bool IsSame()
    {
        lock (_lock)
        {
            if (_identity is not { } before || FileIdentity.Of(Path) is not { } now)
            {
                return _identity is null;
            }

            if (now == before)
            {
                return true;
            }

            if (_known is null || now with { ChangedNanoseconds = before.ChangedNanoseconds } != before
                || _hash(Path) != _known || FileIdentity.Of(Path) != now)
            {
                return false;
            }

            _identity = now;
            return true;
        }
    }
}
