using System.Text;
using LlmMiaProbe.Models;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>What tokens spell, by tokenizer.</summary>
internal sealed class VocabularyTable(StoreSession session)
{
    // Ten times what any known tokenizer has. A piece of one byte takes 40 in memory.
    private const int MostBytes = 32 << 20;
    private const int MostPieces = 1 << 22;

    public void Add(string tokenizer, Vocabulary vocabulary) => session.Write(() => Put(tokenizer, Encode(vocabulary)));

    /// <summary>Takes a vocabulary of another store, as it is kept there.</summary>
    public void Take(string tokenizer, byte[] pieces, MergeTally tally)
    {
        if (session.Bytes("SELECT pieces FROM vocabularies WHERE tokenizer = ?1", tokenizer) is not { } known)
        {
            session.Write(() => Put(tokenizer, pieces));
            tally.Add();
        }
        else if (known.AsSpan().SequenceEqual(pieces))
        {
            tally.Know();
        }
        else
        {
            tally.Conflict($"vocabulary {tokenizer}", "other pieces of tokens under this name");
        }
    }

    /// <summary>The tokenizer of the row after this one; null after the last one.</summary>
    public (long Row, string Tokenizer)? Next(long after)
    {
        const string sql = "SELECT rowid, tokenizer FROM vocabularies WHERE rowid > ?1 ORDER BY rowid LIMIT 1";
        return session.Rows(sql, row => (row.Integer(0), row.Text(1)), after) is [var next] ? next : null;
    }

    public Vocabulary? Find(string tokenizer)
    {
        if (FindPieces(tokenizer) is not { } bytes)
        {
            return null;
        }

        var pieces = new List<byte[]>();
        Walk(tokenizer, bytes, (from, length) => pieces.Add(bytes[from..(from + length)]));
        return new Vocabulary(pieces);
    }

    /// <summary>What the tokens spell, as it is kept and as it must be.</summary>
    /// <exception cref="PrerequisiteException">It is not, or it is larger than any vocabulary.</exception>
    public byte[]? FindPieces(string tokenizer)
    {
        if (session.Scalar("SELECT length(pieces) > ?2 FROM vocabularies WHERE tokenizer = ?1", tokenizer, MostBytes) is 1L)
        {
            throw StoreErrors.Damaged(session.Location, $"the vocabulary of {tokenizer} has more than {MostBytes >> 20} MiB");
        }

        if (session.Bytes("SELECT pieces FROM vocabularies WHERE tokenizer = ?1", tokenizer) is not { } bytes)
        {
            return null;
        }

        if (!Bindings.OfVocabulary(tokenizer, bytes).AsSpan().SequenceEqual(session.Bytes("SELECT binding FROM vocabularies WHERE tokenizer = ?1", tokenizer)))
        {
            throw StoreErrors.Damaged(session.Location, $"the vocabulary of {tokenizer} is not the one that was kept");
        }

        Walk(tokenizer, bytes, (_, _) => { });
        return bytes;
    }

    private void Put(string tokenizer, byte[] pieces) => session.Execute(
        "INSERT INTO vocabularies (tokenizer, pieces, binding) VALUES (?1, ?2, ?3) ON CONFLICT (tokenizer) DO NOTHING",
        tokenizer,
        pieces,
        Bindings.OfVocabulary(tokenizer, pieces));

    private static byte[] Encode(Vocabulary vocabulary)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        foreach (var piece in vocabulary.Pieces)
        {
            writer.Write7BitEncodedInt(piece.Length);
            writer.Write(piece);
        }

        return bytes.ToArray();
    }

    private void Walk(string tokenizer, byte[] bytes, Action<int, int> show)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            for (var count = 0; reader.BaseStream.Position < bytes.Length; count++)
            {
                var length = reader.Read7BitEncodedInt();
                var from = (int)reader.BaseStream.Position;
                if (count == MostPieces || length < 0 || length > bytes.Length - from)
                {
                    throw new FormatException();
                }

                show(from, length);
                reader.BaseStream.Position += length;
            }
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException)
        {
            throw StoreErrors.Damaged(session.Location, $"the vocabulary of {tokenizer} ends too early or makes no sense", error);
        }
    }
}
