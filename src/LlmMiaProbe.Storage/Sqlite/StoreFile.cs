using System.Globalization;
using LlmMiaProbe.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>Opens store files, and refuses other files without changing a byte of them.</summary>
internal static class StoreFile
{
    // A row of evidence is 2 to 3 kB; on SQLite's default pages of 4 kB the file is a fifth larger.
    private const int PageSize = 8192;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <param name="path">Made, with its folder, if there is nothing.</param>
    /// <param name="patience">How long to wait for another process that writes; 10 s unless given.</param>
    /// <param name="after">See <see cref="Schema.Migrate"/>.</param>
    /// <param name="isAlone">Whether no other process may open it meanwhile; its log then needs no shared memory.</param>
    public static StoreSession OpenForWriting(string path, TimeSpan? patience = null, Action<StoreSession, int>? after = null, bool isAlone = false)
    {
        var file = Path.GetFullPath(path);
        var isNew = IsAbsentOrEmpty(file);
        if (isNew)
        {
            OutsideFile.Require(file);
            MakeFolder(file);
            MakePrivate(file);
        }
        else
        {
            RequireStore(file, path);
        }

        return Open(file, SqliteOpenMode.ReadWriteCreate, path, patience, session =>
        {
            if (isAlone)
            {
                // Before the log is first touched: it decides whether that is done through shared memory.
                session.Scalar("PRAGMA locking_mode = EXCLUSIVE");
            }

            if (isNew)
            {
                // Written before WAL begins, so that the mark is in the file itself from its first byte on.
                session.Execute(Pragma("page_size", PageSize));
                session.Execute(Pragma("application_id", Schema.ApplicationId));
            }

            SchemaCheck.Require(session);

            session.Scalar("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = NORMAL");
            if (Schema.Migrate(session, Schema.Migrations, after))
            {
                // Where the schema's own pages are damaged, a script may have changed less than it says.
                SchemaCheck.Require(session);
            }
        });
    }

    /// <summary>
    /// Opens a store that is there and changes nothing in it; also on read-only media. One of an earlier version is brought up
    /// to date first where it can be written.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="after">See <see cref="Schema.Migrate"/>.</param>
    public static StoreSession OpenForReading(string path, Action<StoreSession, int>? after = null)
    {
        var file = Path.GetFullPath(path);
        if (IsAbsentOrEmpty(file))
        {
            throw new PrerequisiteException($"there is no store at {path}: run `mia-probe run` first or pass --store");
        }

        RequireStore(file, path);
        try
        {
            // A connection that may not write at all would leave its lock files behind when it is closed.
            return Open(file, SqliteOpenMode.ReadWrite, path, null, session =>
            {
                if (Schema.Version(session, Schema.Migrations) > 0)
                {
                    SchemaCheck.Require(session);
                    Schema.Migrate(session, Schema.Migrations, after);
                }

                session.Execute("PRAGMA query_only = ON");
                RequireReadable(session);
            });
        }
        catch (PrerequisiteException error) when (error.InnerException is SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY })
        {
            // Where SQLite cannot put its lock files, nobody else can either, so the file stands still.
            var log = new FileInfo($"{file}-wal");
            if (log.Exists && log.Length > 0)
            {
                throw new PrerequisiteException(
                    $"the store {path} has unfinished changes in {path}-wal that cannot be read here: "
                    + "copy both files to a folder where you may write, and pass that with --store",
                    error);
            }

            return Open(AsImmutable(file), SqliteOpenMode.ReadOnly, path, null, RequireReadable);
        }
    }

    /// <summary>
    /// Opens a store that another process may have left in the middle of its work, and changes nothing in it but to fold its log back. One
    /// of another version is refused, since the file of somebody else is not brought up to date on the way.
    /// </summary>
    /// <param name="path">The file.</param>
    public static StoreSession OpenShard(string path)
    {
        var file = Path.GetFullPath(path);
        if (IsAbsentOrEmpty(file))
        {
            throw new PrerequisiteException($"the shard {path} is not there, or is empty");
        }

        RequireStore(file, path);
        var (source, mode) = HasLog(file) ? (file, SqliteOpenMode.ReadWrite) : (AsImmutable(file), SqliteOpenMode.ReadOnly);
        Action<StoreSession> prepare = session =>
        {
            if (Schema.Version(session, Schema.Migrations) is var version && version < Schema.Migrations.Count)
            {
                throw new PrerequisiteException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the shard {path} has schema version {version}, and only version {Schema.Migrations.Count} is merged: "
                    + $"`mia-probe store check --store {path}` brings it up to date"));
            }

            SchemaCheck.Require(session);
            session.Execute("PRAGMA query_only = ON");
        };
        return Open(source, mode, path, null, prepare, longestValue: StoreProtection.LongestShardValue);
    }

    /// <summary>Whether a process has written what is not in the file itself yet, or was ended before it was.</summary>
    public static bool HasLog(string path) =>
        new FileInfo($"{path}-wal") is { Exists: true, Length: > 0 } || new FileInfo($"{path}-journal") is { Exists: true, Length: > 0 };

    private static void RequireReadable(StoreSession session)
    {
        Schema.RequireCurrent(session);
        SchemaCheck.Require(session);
    }

    private static StoreSession Open(
        string source,
        SqliteOpenMode mode,
        string location,
        TimeSpan? patience,
        Action<StoreSession> prepare,
        bool mayReadBrokenHeaders = false,
        int longestValue = StoreProtection.LongestValue)
    {
        var wait = patience ?? s_patience;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)wait.TotalSeconds),
        }.ToString());
        var session = new StoreSession(connection, location);
        try
        {
            connection.Open();
            StoreProtection.Apply(connection, mayReadBrokenHeaders, longestValue);
            session.Execute("PRAGMA cell_size_check = ON");
            session.Execute(Pragma("busy_timeout", (int)wait.TotalMilliseconds));
            prepare(session);
            return session;
        }
        catch (SqliteException error) when (StoreErrors.Explain(error, location) is { } explained)
        {
            session.Dispose();
            throw explained;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_ERROR)
        {
            // Where the pages of the schema itself are damaged, a script meets other tables than it was written for.
            session.Dispose();
            throw StoreErrors.Damaged(location, error.Message, error);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Looks at the file as it lies there: immutable means no locks, no log, no recovery.</summary>
    private static void RequireStore(string file, string location)
    {
        OutsideFile.Require(file);
        if (Directory.Exists(file))
        {
            throw new PrerequisiteException($"{location} is a folder and not a store: name a file in it with --store");
        }

        using var session = Open(AsImmutable(file), SqliteOpenMode.ReadOnly, location, null, session =>
            // A process killed while it folded the log back leaves a header that counts pages which are still in the log.
            // This makes SQLite read such a header, too; nothing else is read here and nothing can be written.
            session.Execute("PRAGMA writable_schema = ON"), mayReadBrokenHeaders: true);
        if (session.Integer("PRAGMA application_id") != Schema.ApplicationId)
        {
            throw new PrerequisiteException(StoreErrors.NotAStore(location));
        }
    }

    private static bool IsAbsentOrEmpty(string file) => !Directory.Exists(file) && new FileInfo(file) is var entry && (!entry.Exists || entry.Length == 0);

    private static void MakeFolder(string file)
    {
        var folder = Path.GetDirectoryName(file);
        try
        {
            if (folder is not null)
            {
                PrivateFile.CreateFolder(folder);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"the folder {folder} for the store cannot be made ({error.Message.TrimEnd('.')}): choose another place with --store", error);
        }
    }

    /// <summary>SQLite takes an empty file for a new one, and gives its log, its index and its journal the mode of the file.</summary>
    private static void MakePrivate(string file)
    {
        try
        {
            PrivateFile.Touch(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is in the way is in SQLite's way, too, and its words are known.
        }
    }

    private static string AsImmutable(string file)
    {
        var path = string.Join('/', file.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString));
        return $"file:{(path.StartsWith('/') ? "" : "/")}{path}?immutable=1";
    }

    private static string Pragma(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"PRAGMA {name} = {value}");
}
