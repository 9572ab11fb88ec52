using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>
/// What a connection is denied, because the file may come from somebody else (sqlite.org/security.html): it can neither run
/// code nor demand memory or time beyond what an honest store needs.
/// </summary>
internal static class StoreProtection
{
    /// <summary>Longest text, payload or row in bytes: twice the longest record that a corpus may have.</summary>
    public const int LongestValue = 512 << 20;

    public const string LongestValueText = "512 MiB";

    /// <summary>The same of a shard, whose rows wait in memory: token scores of 4 million tokens.</summary>
    public const int LongestShardValue = 64 << 20;

    public const string LongestShardValueText = "64 MiB";

    // An honest store comes near none of these: our longest script has 4 kB, our widest table 18 columns, our longest
    // statement 17 parameters. SQLite's own statements (ALTER TABLE) call functions with up to 9 arguments. Databases
    // are never attached; VACUUM attaches one, so whoever needs that lifts that limit for it.
    private static readonly (int Limit, int Value)[] s_limits =
    [
        (raw.SQLITE_LIMIT_SQL_LENGTH, 64 << 10),
        (raw.SQLITE_LIMIT_COLUMN, 64),
        (raw.SQLITE_LIMIT_EXPR_DEPTH, 50),
        (raw.SQLITE_LIMIT_COMPOUND_SELECT, 4),
        (raw.SQLITE_LIMIT_VDBE_OP, 25_000),
        (raw.SQLITE_LIMIT_FUNCTION_ARG, 16),
        (raw.SQLITE_LIMIT_ATTACHED, 0),
        (raw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64),
        (raw.SQLITE_LIMIT_VARIABLE_NUMBER, 64),
        (raw.SQLITE_LIMIT_TRIGGER_DEPTH, 4),
        (raw.SQLITE_LIMIT_WORKER_THREADS, 0),
    ];

    // A view is read like a table and would compute what it likes; a quoted name that is no column must not pass for a text.
    private static readonly (int Setting, int Value)[] s_settings =
    [
        (raw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (raw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
        (raw.SQLITE_DBCONFIG_DQS_DDL, 0),
        (raw.SQLITE_DBCONFIG_DQS_DML, 0),
    ];

    /// <param name="connection">Open, and not used yet.</param>
    /// <param name="mayReadBrokenHeaders">Leaves the schema writable by pragma, for looking at a file that is opened for reading only.</param>
    /// <param name="longestValue">In bytes.</param>
    public static void Apply(SqliteConnection connection, bool mayReadBrokenHeaders = false, int longestValue = LongestValue)
    {
        var handle = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        foreach (var (limit, value) in s_limits.Append((raw.SQLITE_LIMIT_LENGTH, longestValue)))
        {
            raw.sqlite3_limit(handle, limit, value);
        }

        foreach (var (setting, value) in s_settings.Append((raw.SQLITE_DBCONFIG_DEFENSIVE, mayReadBrokenHeaders ? 0 : 1)))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_db_config(handle, setting, value, out _), handle);
        }
    }
}
