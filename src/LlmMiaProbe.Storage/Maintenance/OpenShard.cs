using System.Security.Cryptography;
using LlmMiaProbe.Files;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>A shard while it is merged, and what became of its rows. What is wrong with it is kept as a sentence, and others are merged.</summary>
internal sealed class OpenShard : IDisposable
{
    private readonly FileIdentity? _before;
    private ShardPlace? _place;
    private StoreSession? _session;
    private string? _failure;

    /// <param name="path">The shard, which is hashed.</param>
    /// <param name="store">The store that it is merged into.</param>
    public OpenShard(string path, string store)
    {
        (Path, Tally) = (path, new MergeTally(path, store));

        // With a log beside it the file is not all of the shard, and is read again the next time.
        _before = StoreFile.HasLog(path) ? null : FileIdentity.Of(path);
        Try(() => Sha256 = _before is null ? null : Hash());
    }

    public string Path { get; }

    public MergeTally Tally { get; }

    /// <summary>Of the file; null if that is not all of the shard, or cannot be read.</summary>
    public byte[]? Sha256 { get; private set; }

    /// <summary>Bytes of the file; 0 if it is not open.</summary>
    public long Length { get; private set; }

    /// <summary>Whether it is open, and nothing was wrong with it up to now.</summary>
    public bool IsReadable => _session is not null && _failure is null;

    public StoreSession Session => _session ?? throw new InvalidOperationException("The shard is not open.");

    /// <summary>Opens it as it is now, unless something was wrong with it before.</summary>
    public void Open() => Try(() =>
    {
        _session = Reading(() => StoreFile.OpenShard(Path));
        Reading(() => _session.Execute("BEGIN"));
        _place = Reading(() => new ShardTable(_session).Find());
        Length = new FileInfo(Path).Length;
    });

    /// <summary>Does what reads the shard by <see cref="Reading"/>, unless something was wrong with it before.</summary>
    public void Try(Action work)
    {
        if (_failure is not null)
        {
            return;
        }

        try
        {
            work();
        }
        catch (ShardException error)
        {
            _failure = Advise(error.Message);
        }
    }

    /// <summary>Tells what is wrong with the shard from what is wrong with the store.</summary>
    public T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PrerequisiteException error) when (error.InnerException is SqliteException { SqliteErrorCode: raw.SQLITE_TOOBIG })
        {
            throw new ShardException($"the shard {Path} holds a value of more than {StoreProtection.LongestShardValueText}, and a merge takes none", error);
        }
        catch (PrerequisiteException error)
        {
            throw new ShardException(error.Message, error);
        }
    }

    /// <summary>What became of it, once all was read.</summary>
    public ShardMerge Finish()
    {
        if (_before is not null && IsReadable && FileIdentity.Of(Path) != _before)
        {
            _failure = $"the shard {Path} was changed while it was read: wait until it is written, and give the same command again";
        }

        return Tally.Finish(_place, _failure);
    }

    public void Dispose() => _session?.Dispose();

    private byte[] Hash()
    {
        try
        {
            using var file = OutsideFile.OpenRead(Path);
            return SHA256.HashData(file);
        }
        catch (Exception error) when (error is PrerequisiteException or IOException or UnauthorizedAccessException)
        {
            throw new ShardException($"the shard {Path} cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    // What is said of stores ends with what to do about the store of a command, which is another one here.
    private static string Advise(string message)
    {
        if (message.Contains("mia-probe store check", StringComparison.Ordinal))
        {
            return message;
        }

        var end = message.LastIndexOf(": ", StringComparison.Ordinal);
        var advice = end > 0 ? message[end..] : "";
        return (advice.Contains("--store", StringComparison.Ordinal) ? message[..end] : message)
            + (advice.Contains("a newer mia-probe", StringComparison.Ordinal)
                ? ": use a newer mia-probe"
                : ": have its task run again, or restore the file from a copy, and give the same command again");
    }
}

/// <summary>A shard cannot be read; the store is as it was.</summary>
internal sealed class ShardException(string message, Exception inner) : Exception(message, inner);
