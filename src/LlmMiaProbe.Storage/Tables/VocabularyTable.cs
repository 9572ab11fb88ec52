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

        session.Write(() => session.Execute("INSERT INTO vocabularies (tokenizer, pieces) VALUES (?1, ?2) ON CONFLICT (tokenizer) DO NOTHING", tokenizer, bytes.ToArray()));
    }

    public Vocabulary? Find(string tokenizer)
    {
        if (session.Scalar("SELECT pieces FROM vocabularies WHERE tokenizer = ?1", tokenizer) is not byte[] bytes)
        {
            return null;
        }

        var pieces = new List<byte[]>();
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        while (reader.BaseStream.Position < bytes.Length)
        {
            pieces.Add(reader.ReadBytes(reader.Read7BitEncodedInt()));
        }

        return new Vocabulary(pieces);
    }
}
