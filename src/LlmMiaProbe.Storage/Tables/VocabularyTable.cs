using System.Text;
using LlmMiaProbe.Models;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>What tokens spell, by tokenizer.</summary>
internal sealed class VocabularyTable(StoreSession session)
{
    public void Add(string tokenizer, Vocabulary vocabulary)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        foreach (var piece in vocabulary.Pieces)
        {
            writer.Write7BitEncodedInt(piece.Length);
            writer.Write(piece);
        }

        var pieces = bytes.ToArray();
        session.Write(
            () => session.Execute(
                "INSERT INTO vocabularies (tokenizer, pieces, binding) VALUES (?1, ?2, ?3) ON CONFLICT (tokenizer) DO NOTHING",
                tokenizer,
                pieces,
                Bindings.OfVocabulary(tokenizer, pieces)));
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
