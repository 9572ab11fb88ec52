using System.Text;
using LlmMiaProbe.Models;
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

        session.Write(
            () => session.Execute(
                "INSERT INTO vocabularies (tokenizer, pieces) VALUES (?1, ?2) ON CONFLICT (tokenizer) DO NOTHING", tokenizer, bytes.ToArray()));
    }

    public Vocabulary? Find(string tokenizer)
    {
        if (session.Bytes("SELECT pieces FROM vocabularies WHERE tokenizer = ?1", tokenizer) is not { } bytes)
        {
            return null;
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
