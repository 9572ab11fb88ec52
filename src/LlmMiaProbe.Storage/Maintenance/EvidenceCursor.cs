using System.Buffers.Binary;
using System.Security.Cryptography;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>A row of evidence that fits what it was kept with, and where it comes from.</summary>
internal sealed record MergeRow(
    MergeTally Tally, byte[] Key, string Model, long Tokens, byte[] Payload, string? NoAnswer, byte[] Binding, string? Policy)
{
    /// <summary>Bytes of memory that it takes, about.</summary>
    public int Size => Payload.Length + (2 * (NoAnswer?.Length ?? 0)) + 300;
}

/// <summary>Reads the evidence of a shard in the order of keys, and holds each row against its binding.</summary>
internal sealed class EvidenceCursor : IDisposable
{
    // The index that is made by "UNIQUE": without the hint all rows would be sorted first.
    private const string Rows =
        """
        SELECT key, model, tokens, payload, no_answer, binding, policy FROM evidence INDEXED BY sqlite_autoindex_evidence_1
        WHERE purged IS NULL ORDER BY key
        """;

    private readonly RowCursor _rows;
    private readonly Lookup _models;
    private readonly Lookup _policies;
    private readonly Func<SqliteDataReader, MergeRow> _read;
    private long _count;

    public EvidenceCursor(OpenShard shard)
    {
        (Shard, _read) = (shard, ReadRow);
        _models = new Lookup(shard.Session, "SELECT fingerprint FROM models WHERE id = ?1");
        _policies = new Lookup(shard.Session, "SELECT text FROM names WHERE id = ?1");
        _rows = shard.Reading(() => shard.Session.Open(Rows));
    }

    public OpenShard Shard { get; }

    /// <summary>The first 64 bits of the key of the row, whose order is that of keys: alike for what need not be ordered.</summary>
    public ulong Order { get; private set; }

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ShardException">The shard is damaged.</exception>
    public bool Next() => Shard.Reading(() =>
    {
        if (_rows.Next())
        {
            Order = _rows.Read(row => row.Bytes(0) is { Length: SHA256.HashSizeInBytes } key
                ? BinaryPrimitives.ReadUInt64BigEndian(key)
                : throw new InvalidDataException("the key of a row of evidence is no SHA-256"));
            _count++;
            return true;
        }

        // What the index leaves out would be missing without a word.
        return Shard.Session.Integer("SELECT COUNT(*) FROM evidence NOT INDEXED WHERE purged IS NULL") == _count
            ? false
            : throw StoreErrors.Damaged(Shard.Path, "its index of evidence leaves rows out");
    });

    /// <summary>The row; long columns are fetched only now.</summary>
    /// <inheritdoc cref="Next" path="/exception"/>
    public MergeRow Read() => Shard.Reading(() => _rows.Read(_read));

    public void Dispose() => _rows.Dispose();

    private MergeRow ReadRow(SqliteDataReader row)
    {
        var read = new MergeRow(
            Shard.Tally,
            row.Bytes(0),
            _models.Find(row.Integer(1)) ?? throw new InvalidDataException("a row of evidence lacks its model"),
            row.Integer(2),
            row.Bytes(3),
            row.IsDBNull(4) ? null : row.Text(4),
            row.Bytes(5),
            row.IsDBNull(6) ? null : _policies.Find(row.Integer(6)));
        try
        {
            if (!Bindings.OfEvidence(read.Key, read.Model, read.Payload, read.NoAnswer, read.Policy).AsSpan().SequenceEqual(read.Binding))
            {
                throw new InvalidDataException("its scores, its model, its policy or its key are not those that were kept together");
            }

            if (TokenScoresCodec.Count(read.Payload) != read.Tokens)
            {
                throw new InvalidDataException("it holds another number of tokens than is stated beside it");
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"evidence {Digest.ToHex(read.Key)}: {error.Message}", error);
        }

        return read;
    }

    private sealed class Lookup(StoreSession session, string sql)
    {
        // A few texts that nearly all rows share.
        private const int MostTexts = 64;

        private readonly Dictionary<long, string?> _known = [];

        public string? Find(long id)
        {
            if (!_known.TryGetValue(id, out var text))
            {
                if (_known.Count == MostTexts)
                {
                    _known.Clear();
                }

                text = session.Text(sql, id);
                _known.Add(id, text is null or { Length: <= EvidenceMerge.MostName } ? text : throw EvidenceMerge.TooLong());
            }

            return text;
        }
    }
}
