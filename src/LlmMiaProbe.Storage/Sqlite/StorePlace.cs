using System.Runtime.InteropServices;
using LlmMiaProbe.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>
/// Whether the file that a connection writes still lies where it was opened. SQLite goes on with a file that somebody deleted or replaced
/// as if nothing were, and all of it is gone when the last connection is closed.
/// </summary>
internal static partial class StorePlace
{
    // sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int HasMoved = 20;

    public static bool IsLost(SqliteConnection connection)
    {
        var moved = 0;
        return connection.Handle is { } handle
            && FileControl(handle.DangerousGetHandle(), "main", HasMoved, ref moved) == raw.SQLITE_OK
            && moved != 0;
    }

    /// <summary>Copies what the connection holds to a new file beside the place that was lost.</summary>
    /// <returns>Its path; null if it cannot be written.</returns>
    public static string? Rescue(SqliteConnection connection, string location)
    {
        for (var number = 1; number <= 100; number++)
        {
            var path = $"{location}.rescued-{number}";
            if (File.Exists(path))
            {
                continue;
            }

            try
            {
                PrivateFile.Touch(path);
                using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
                copy.Open();
                connection.BackupDatabase(copy);
                return path;
            }
            catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        return null;
    }

    // The managed wrapper does not offer it.
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(nint database, string schema, int operation, ref int result);
}
