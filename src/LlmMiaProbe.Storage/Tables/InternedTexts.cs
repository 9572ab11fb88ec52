using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Few texts that many rows mention: written once, then known by number. To be used inside a transaction.</summary>
internal sealed class InternedTexts
{
    // Those of a shard of somebody else may be as many as it has rows.
    private const int MostTexts = 4096;

    private readonly StoreSession _session;
    private readonly string _insert;
    private readonly string _select;
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    public InternedTexts(StoreSession session, string table, string column)
    {
        _session = session;
        _insert = $"INSERT INTO {table} ({column}) VALUES (?1) ON CONFLICT DO NOTHING";
        _select = $"SELECT id FROM {table} WHERE {column} = ?1";
        session.RolledBack += _known.Clear;
    }

    public long NumberOf(string text)
    {
        if (!_known.TryGetValue(text, out var number))
        {
            _session.Execute(_insert, text);
            number = _session.Integer(_select, text);
            if (_known.Count == MostTexts)
            {
                _known.Clear();
            }

            _known.Add(text, number);
        }

        return number;
    }
}
