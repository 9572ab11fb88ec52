using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// SHA-256 over, for each document, id, content hash, label and group: each as the length of its UTF-8 in four bytes,
/// little-endian, and the bytes; a missing group as the length -1.
/// </summary>
internal sealed class CorpusDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(string id, ContentHash content, Membership label, string? group)
    {
        Append(id);
        Append(content.Hex);
        Append(label.ToText());
        Append(group);
    }

    public string Current() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public void Dispose() => hash.Dispose();

    private void Append(string? text)
    {
        var utf8 = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : utf8.Length);
        hash.AppendData(length);
        hash.AppendData(utf8);
    }
}
