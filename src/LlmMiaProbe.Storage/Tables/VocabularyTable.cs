using System.Text;
using LlmMiaProbe.Models;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>What tokens spell, by tokenizer.</summary>
internal sealed class VocabularyTable(StoreSession session)
{
    public void Add(string tokenizer, Vocabulary vocabulary) => session.Write(() => Put(tokenizer, Encode(vocabulary)));

    /// <summary>Takes a vocabulary of another store.</summary>
    public void Take(string tokenizer, Vocabulary vocabulary, MergeTally tally)
    {
        var pieces = Encode(vocabulary);
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

    public Vocabulary? Find(string tokenizer)
    {
        if (session.Bytes("SELECT pieces FROM vocabularies WHERE tokenizer = ?1", tokenizer) is not { } bytes)
        {
            return null;
        }

        if (!Bindings.OfVocabulary(tokenizer, bytes).AsSpan().SequenceEqual(session.Bytes("SELECT binding FROM vocabularies WHERE tokenizer = ?1", tokenizer)))
        {
            throw StoreErrors.Damaged(session.Location, $"the vocabulary of {tokenizer} is not the one that was kept");
        }

        try
        {
            return new Vocabulary(ReadPieces(bytes));
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException)
        {
            throw StoreErrors.Damaged(session.Location, "a vocabulary ends too early or makes no sense", error);
        }
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

    private static List<byte[]> ReadPieces(byte[] bytes)
    {
        var pieces = new List<byte[]>();
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        while (reader.BaseStream.Position < bytes.Length)
        {
            var length = reader.Read7BitEncodedInt();

            // Asked for more than there is, the reader would first make room for it.
            pieces.Add(length >= 0 && length <= bytes.Length - reader.BaseStream.Position ? reader.ReadBytes(length) : throw new EndOfStreamException());
        }

        return pieces;
    }
}
