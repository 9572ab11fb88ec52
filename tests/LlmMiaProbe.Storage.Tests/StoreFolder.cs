using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tests;

/// <summary>A folder with at most one store, gone after the test.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly List<StoreSession> _sessions = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("mia-probe-store-").FullName;

    public string StorePath => Path.Combine(Folder, "probe.db");

    public SqliteProbeStore Open(TimeSpan? patience = null) => Open(out _, patience);

    /// <summary>Opens the store and gives the session below it, for tests that meddle.</summary>
    public SqliteProbeStore Open(out StoreSession session, TimeSpan? patience = null)
    {
        session = StoreFile.OpenForWriting(StorePath, patience, SqliteProbeStore.Complete);
        _sessions.Add(session);
        return new SqliteProbeStore(session);
    }

    /// <summary>Runs SQL on the file with a connection that knows nothing of stores.</summary>
    public void Meddle(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>As <see cref="Meddle"/>; what was dropped first, such as a trigger in the way, is made again.</summary>
    public void MeddleWithRows(string sql, string before = "")
    {
        using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND instr(?1, name || ';') > 0";
        command.Parameters.Add(new SqliteParameter { ParameterName = "?1", Value = before + ";" });
        var dropped = new List<string>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                dropped.Add(reader.GetString(0));
            }
        }

        command.Parameters.Clear();
        command.CommandText = string.Join(';', dropped.Prepend(sql).Prepend(before).Where(part => part.Length > 0));
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    /// <summary>A folder with the store's files as they lie on the disk now: what a killed process leaves behind.</summary>
    public StoreFolder CopyAsLeftByKill()
    {
        var copy = new StoreFolder();
        foreach (var suffix in (string[])["", "-wal"])
        {
            File.Copy(StorePath + suffix, copy.StorePath + suffix);
        }

        return copy;
    }

    /// <summary>Keeps SQLite from making the shared-memory file of its log, as on read-only media.</summary>
    public void ForbidLocking() => File.CreateSymbolicLink(StorePath + "-shm", Path.Combine(Folder, "missing", "shm"));

    /// <summary>Names and contents of all files.</summary>
    public IReadOnlyList<string> Snapshot() =>
        [.. Directory.GetFiles(Folder).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(File.ReadAllBytes(file))}")];

    public void Dispose()
    {
        _sessions.ForEach(session => session.Dispose());
        Directory.Delete(Folder, recursive: true);
    }
}
