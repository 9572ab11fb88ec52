using System.Buffers.Binary;
using System.Text;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>The token texts as the native tokenizer sees them: bytes up to the first zero, with a made-up name for empty ones.</summary>
internal sealed class GgufVocabulary
{
    private const int LargestVocabulary = 512 * 1024 * 1024;

    private readonly HashSet<ReadOnlyMemory<byte>> _texts;
    private readonly ReadOnlyMemory<byte>[] _byId;

    private GgufVocabulary(HashSet<ReadOnlyMemory<byte>> texts, ReadOnlyMemory<byte>[] byId) => (_texts, _byId) = (texts, byId);

    public int Size => _byId.Length;

    /// <summary>As it stands in the file; for control tokens what they spell.</summary>
    public string TextOf(int id) => Encoding.UTF8.GetString(_byId[id].Span);

    public bool Contains(byte[] text) => _texts.Contains(text);

    /// <exception cref="ModelException">Two tokens have the same text: the native tokenizer asserts that none do.</exception>
    public static GgufVocabulary Read(GgufFile file, GgufArray tokens, string key)
    {
        ReadOnlyMemory<byte> bytes = file.ReadElements(tokens, key, LargestVocabulary);
        int size = (int)tokens.Count;
        HashSet<ReadOnlyMemory<byte>> texts = new(size, ByteComparer.Instance);
        ReadOnlyMemory<byte>[] byId = new ReadOnlyMemory<byte>[size];
        int position = 0;
        for (int id = 0; id < size; id++)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[position..]);
            ReadOnlyMemory<byte> text = bytes.Slice(position + 8, length);
            position += 8 + length;
            int end = text.Span.IndexOf((byte)0);
            text = end < 0 ? text : text[..end];
            if (text.Length == 0)
            {
                text = Encoding.ASCII.GetBytes(FormattableString.Invariant($"[EMPTY_{id}]"));
            }

            byId[id] = text;
            if (!texts.Add(text))
            {
                throw new ModelException(FormattableString.Invariant(
                    $"{file.Name} is damaged: its token {id:N0} ('{Quoted.Of(Encoding.UTF8.GetString(text.Span))}') occurs twice in the vocabulary: ")
                    + "convert the model again");
            }
        }

        return new GgufVocabulary(texts, byId);
    }

    private sealed class ByteComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static ByteComparer Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            HashCode hash = default;
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
