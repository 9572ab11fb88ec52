using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Parameters are written <c>?1</c>, <c>?2</c> and given in that order.</summary>
/// <remarks>Every call throws <see cref="PrerequisiteException"/> for the failures that <see cref="StoreErrors"/> explains.</remarks>
internal sealed class StoreSession(SqliteConnection connection, string location) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);
    private bool _writing;
    private bool _isLost;

    /// <summary>Raised after a transaction was undone: what was remembered from it is no longer true.</summary>
    public event Action? RolledBack;

    public string Location => location;

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            var changed = Bind(sql, values).ExecuteNonQuery();
            if (!_writing && changed > 0)
            {
                RequirePlace();
            }

            return changed;
        }
        catch (SqliteException error) when (StoreErrors.Explain(error, location) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Makes a pure function known to SQL; NULL gives NULL.</summary>
    public void Define<TValue, TResult>(string name, Func<TValue, TResult> function)
        where TValue : notnull
        where TResult : notnull =>
        connection.CreateFunction<object?, object?>(name, value => value is TValue given ? function(given) : null, isDeterministic: true);

    /// <summary>As <see cref="Define{TValue, TResult}"/>, of the values of a row.</summary>
    public void Define(string name, Func<object?[], object?> function) => connection.CreateFunction(name, function, isDeterministic: true);

    /// <summary>The first column of the first row; null if there is no row or the column is null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            return Bind(sql, values).ExecuteScalar() is var value && value is DBNull ? null : value;
        }
        catch (SqliteException error) when (StoreErrors.Explain(error, location) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>As <see cref="Scalar"/>, of a column of texts.</summary>
    public string? Text(string sql, params ReadOnlySpan<object?> values) => Scalar(sql, values) switch
    {
        null => null,
        string text => text,
        _ => throw StoreErrors.Damaged(location, "a row lacks a text where one must be"),
    };

    /// <summary>As <see cref="Scalar"/>, of a column of bytes.</summary>
    public byte[]? Bytes(string sql, params ReadOnlySpan<object?> values) => Scalar(sql, values) switch
    {
        null => null,
        byte[] bytes => bytes,
        _ => throw StoreErrors.Damaged(location, "a row lacks bytes where they must be"),
    };

    /// <summary>As <see cref="Scalar"/>, of a whole number that must be there.</summary>
    public long Integer(string sql, params ReadOnlySpan<object?> values) => Scalar(sql, values) is long number
        ? number
        : throw StoreErrors.Damaged(location, "a row lacks a whole number where one must be");

    /// <summary>All rows at once, so that no statement stays open: use LIMIT for what may be large.</summary>
    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        try
        {
            var rows = new List<T>();
            using var reader = Bind(sql, values).ExecuteReader();
            while (reader.Read())
            {
                rows.Add(ReadRow(reader, read));
            }

            return rows;
        }
        catch (SqliteException error) when (StoreErrors.Explain(error, location) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Shows one row after the other. Nothing may be written meanwhile.</summary>
    public void Each(string sql, Action<SqliteDataReader> show, params ReadOnlySpan<object?> values)
    {
        using var rows = Open(sql, values);
        while (rows.Next())
        {
            rows.Read(row =>
            {
                show(row);
                return true;
            });
        }
    }

    /// <summary>Rows that are read one by one, by whoever disposes of them.</summary>
    public RowCursor Open(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            return new RowCursor(this, Bind(sql, values).ExecuteReader());
        }
        catch (SqliteException error) when (StoreErrors.Explain(error, location) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Does the work in one transaction: wholly, or not at all if it throws.</summary>
    public void Write(Action work)
    {
        if (_writing)
        {
            throw new InvalidOperationException("The store cannot be written by what it is just being given to write.");
        }

        Execute("BEGIN IMMEDIATE");
        _writing = true;
        try
        {
            work();
            Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }
        finally
        {
            _writing = false;
        }

        RequirePlace();
    }

    /// <summary>Does the work on what the store holds now, whatever others write meanwhile.</summary>
    public void Read(Action work)
    {
        Execute("BEGIN");
        try
        {
            work();
        }
        finally
        {
            Execute("COMMIT");
        }
    }

    /// <summary>Writes the file anew without what was deleted, and cuts the log.</summary>
    /// <exception cref="PrerequisiteException">Another process reads the store, so that the log cannot be cut.</exception>
    public void Vacuum()
    {
        // It attaches a database of its own.
        var handle = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        var before = raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_ATTACHED, 1);
        try
        {
            Execute("VACUUM");
            if (Integer("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            {
                throw new PrerequisiteException(
                    $"another process reads the store {location}, and its log {location}-wal still holds what was taken out: "
                    + "end that process and give the same command again");
            }
        }
        finally
        {
            raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_ATTACHED, before);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    // Said once: what is put on record after that, such as that the run was interrupted, goes where nobody will find it.
    private void RequirePlace()
    {
        if (_isLost || !StorePlace.IsLost(connection))
        {
            return;
        }

        _isLost = true;
        throw new PrerequisiteException(
            $"the store {location} was deleted, moved or replaced while this run was writing to it: "
            + (StorePlace.Rescue(connection, location) is { } rescued
                ? $"all that was kept, up to now, is in {rescued}; go on with that by `mia-probe resume --store {rescued}`"
                : "it is lost, and cannot be written anew in that folder either; begin again with another --store"));
    }

    // A file is no program of ours: whatever a row holds that no such row can is damage, and not a bug.
    internal T ReadRow<T>(SqliteDataReader reader, Func<SqliteDataReader, T> read)
    {
        try
        {
            return read(reader);
        }
        catch (Exception error) when (error
            is InvalidDataException or ArgumentException or FormatException or OverflowException or JsonException or InvalidCastException)
        {
            throw StoreErrors.Damaged(location, error.Message, error);
        }
    }

    private void RollBack()
    {
        // SQLite has already undone the transaction after some errors; a failure here must not hide the first one.
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            raw.sqlite3_exec(connection.Handle, "ROLLBACK");
        }

        RolledBack?.Invoke();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = connection.CreateCommand();
            statement.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                statement.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            }

            _statements.Add(sql, statement);
        }

        for (var i = 0; i < values.Length; i++)
        {
            statement.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return statement;
    }
}
