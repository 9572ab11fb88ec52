using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>
/// Columns as what they must be. SQLite keeps any kind of value in any column and converts in silence, so that a text in
/// place of a number would be read as 0, and paging by that number would never end.
/// </summary>
/// <exception cref="InvalidDataException">Something else is there; the message is a clause.</exception>
internal static class RowValues
{
    public static long Integer(this SqliteDataReader row, int column) =>
        row.GetValue(column) is long value ? value : throw Unexpected(row, column, "a whole number");

    /// <summary>A whole number of 32 bits.</summary>
    public static int Small(this SqliteDataReader row, int column) =>
        row.Integer(column) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Unexpected(row, column, "a number of 32 bits");

    public static bool Flag(this SqliteDataReader row, int column) => row.Integer(column) != 0;

    public static double Real(this SqliteDataReader row, int column) => row.GetValue(column) is double value ? value : row.Integer(column);

    public static string Text(this SqliteDataReader row, int column) => row.GetValue(column) as string ?? throw Unexpected(row, column, "a text");

    public static byte[] Bytes(this SqliteDataReader row, int column) => row.GetValue(column) as byte[] ?? throw Unexpected(row, column, "bytes");

    private static InvalidDataException Unexpected(SqliteDataReader row, int column, string expected) =>
        new($"a row lacks {expected} as its {row.GetName(column)}");
}
