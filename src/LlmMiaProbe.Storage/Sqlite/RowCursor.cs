using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>Rows that are read one by one. Nothing may be written through the session while it is open.</summary>
/// <param name="session">Explains what goes wrong.</param>
/// <param name="reader">Before the first row.</param>
internal sealed class RowCursor(StoreSession session, SqliteDataReader reader) : IDisposable
{
    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <inheritdoc cref="StoreSession" path="/remarks"/>
    public bool Next()
    {
        try
        {
            return reader.Read();
        }
        catch (SqliteException error) when (StoreErrors.Explain(error, session.Location) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Reads columns of the row; long ones are fetched only now.</summary>
    /// <inheritdoc cref="StoreSession" path="/remarks"/>
    public T Read<T>(Func<SqliteDataReader, T> read)
    {
        try
        {
            return session.ReadRow(reader, read);
        }
        catch (SqliteException error) when (StoreErrors.Explain(error, session.Location) is { } explained)
        {
            throw explained;
        }
    }

    public void Dispose() => reader.Dispose();
}
