using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>
/// Refuses a store whose tables, indexes and triggers are not those of its version. What somebody adds to a file (a trigger,
/// a view in place of a table, a virtual table, an index over an expression) would act when we read or write it.
/// </summary>
internal static class SchemaCheck
{
    // What ANALYZE leaves sways no more than the speed. A trigger may have the name of a table.
    private const string Query =
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')) ORDER BY type, name";

    private static readonly ConcurrentDictionary<int, List<SchemaEntry>> s_expected = new();

    /// <exception cref="PrerequisiteException">Something is missing, added or altered; the message names it.</exception>
    public static void Require(StoreSession session)
    {
        var (version, found) = Read(session);
        if (Difference(s_expected.GetOrAdd(version, Make), found) is { } difference)
        {
            throw new PrerequisiteException(
                $"the store {session.Location} says that it has schema version {version} and {difference}, "
                + "so somebody altered it or it is damaged: use a copy as mia-probe left it, or choose another store with --store");
        }
    }

    private static (int Version, List<SchemaEntry> Entries) Read(StoreSession session)
    {
        try
        {
            // One transaction: another process may be migrating.
            session.Execute("BEGIN");
            var found = (Schema.Version(session, Schema.Migrations), ReadEntries(session));
            session.Execute("COMMIT");
            return found;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_ERROR)
        {
            throw StoreErrors.Damaged(session.Location, error.Message, error);
        }
    }

    private static string? Difference(List<SchemaEntry> expected, List<SchemaEntry> found)
    {
        foreach (var entry in found.Where(entry => !expected.Contains(entry)))
        {
            var isOurs = expected.Any(known => (known.Kind, known.Name) == (entry.Kind, entry.Name));
            var how = isOurs ? "which is not as mia-probe makes it" : "which mia-probe does not make";
            return $"holds the {Printable(entry.Kind)} '{Printable(entry.Name)}', {how}";
        }

        return expected.Find(entry => !found.Contains(entry)) is { } missing ? $"lacks the {missing.Kind} '{missing.Name}'" : null;
    }

    private static List<SchemaEntry> Make(int version)
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        using var session = new StoreSession(connection, "memory");
        connection.Open();
        Schema.Migrate(session, [.. Schema.Migrations.Take(version)]);
        return ReadEntries(session);
    }

    private static List<SchemaEntry> ReadEntries(StoreSession session) =>
        session.Rows(Query, row => new SchemaEntry(row.Text(0), row.Text(1), row.Text(2), row.IsDBNull(3) ? null : row.Text(3)));

    private static string Printable(string name) =>
        string.Concat(name.Take(60).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or ' ' or '.' ? letter : '?'));

    private sealed record SchemaEntry(string Kind, string Name, string Table, string? Sql);
}
