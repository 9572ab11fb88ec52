using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to the user, and what to do.</summary>
internal static class StoreErrors
{
    /// <summary>Null for codes that only a bug can cause.</summary>
    public static PrerequisiteException? Explain(SqliteException error, string location)
    {
        var message = error.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => $"no space left on the device that holds {location}; everything up to the last finished document is kept: "
                + "free space and run `mia-probe resume`",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => $"the store {location} cannot be written, because it is write-protected or opened for reading only: "
                + "allow writing to it and to its folder, or choose another one with --store",
            raw.SQLITE_CANTOPEN => $"the store {location} cannot be opened: check that its folder exists and that you may read and write there, "
                + "or choose another one with --store",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL =>
                $"another process keeps the store {location} busy: wait until it has finished, or choose another store with --store",
            raw.SQLITE_CORRUPT or raw.SQLITE_FORMAT => DamageOf(location, error.Message),
            raw.SQLITE_TOOBIG =>
                $"the store {location} holds, or would hold, a value of more than {StoreProtection.LongestValueText}: "
                + "split the document, or choose another store with --store",
            raw.SQLITE_NOTADB => NotAStore(location),
            raw.SQLITE_IOERR => $"the device that holds the store {location} reports an error ({error.Message}); "
                + "everything up to the last finished document is kept: check the device and its free space, then run `mia-probe resume`",
            _ => null,
        };
        return message is null ? null : new PrerequisiteException(message, error);
    }

    /// <summary>Whether the device, its permissions or another process is in the way, and not what the store holds.</summary>
    public static bool IsOfDevice(PrerequisiteException explained) => explained.InnerException is SqliteException
    {
        SqliteErrorCode: not (raw.SQLITE_CORRUPT or raw.SQLITE_FORMAT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR),
    };

    /// <param name="location">The store.</param>
    /// <param name="how">A clause.</param>
    /// <param name="error">What showed it.</param>
    public static PrerequisiteException Damaged(string location, string how, Exception? error = null) => new(DamageOf(location, how), error);

    /// <param name="location">The store.</param>
    /// <param name="how">A clause.</param>
    public static PrerequisiteException Altered(string location, string how) => new(
        $"the store {location} was altered after it was written, or is damaged ({how}): restore it from a copy; "
        + $"`mia-probe store check --store {location}` names all that does not fit");

    public static string NotAStore(string location) =>
        $"{location} is not a store of mia-probe, but some other file: choose another name with --store";

    // Messages of SQLite quote what lies in the file.
    private static string DamageOf(string location, string how)
    {
        var printable = string.Concat(how.Take(300).Select(letter => char.IsControl(letter) ? ' ' : letter)).TrimEnd('.');
        return $"the store {location} is damaged ({printable}): restore it from a copy, or start a new one with --store";
    }
}
