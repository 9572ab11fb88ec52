using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>A GGUF like another one, with other contents in some tensors and text values added to its metadata.</summary>
internal sealed class GgufCopy
{
    private const uint TextType = 8;
    private const int F32 = 0;

    private readonly GgufFile _source;
    private readonly Dictionary<string, string> _texts;
    private readonly Dictionary<string, float[]> _weights;

    /// <param name="source">One file, not a shard.</param>
    /// <param name="texts">Values by key; a key of the source is replaced.</param>
    /// <param name="weights">Elements by name of the tensor, which is F32 in the source and has as many.</param>
    public GgufCopy(GgufFile source, IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, float[]> weights) =>
        (_source, _texts, _weights) = (source, new(texts, StringComparer.Ordinal), new(weights, StringComparer.Ordinal));

    /// <summary>Writes it; the place is untouched until the file is whole.</summary>
    /// <param name="input">The source's bytes.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="PrerequisiteException">It cannot be written, as when the disk is full.</exception>
    public void Save(FileStream input, string path) => WholeModelFile.Write(path, part =>
    {
        using var output = PrivateFile.Create(part);
        Write(input, output);
        output.Flush(flushToDisk: true);
    });

    private void Write(FileStream input, FileStream output)
    {
        var kept = _source.Metadata.Keys.Where(key => !_texts.ContainsKey(key)).ToList();
        output.Write("GGUF"u8);
        output.Write(Bytes((uint)_source.Version));
        output.Write(Bytes((ulong)_source.Tensors.Count));
        output.Write(Bytes((ulong)(kept.Count + _texts.Count)));
        foreach (var (start, end) in kept.Select(key => _source.Metadata.Places[key]))
        {
            Copy(input, output, start, end - start);
        }

        foreach (var (key, text) in _texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            WriteText(output, key);
            output.Write(Bytes(TextType));
            WriteText(output, text);
        }

        foreach (var tensor in _source.Tensors)
        {
            WriteText(output, tensor.Name);
            output.Write(Bytes((uint)tensor.Dimensions.Count));
            foreach (var dimension in tensor.Dimensions)
            {
                output.Write(Bytes((ulong)dimension));
            }

            output.Write(Bytes((uint)tensor.Type.Id));
            output.Write(Bytes((ulong)tensor.Offset));
        }

        Pad(output, 0);
        var data = output.Position;
        foreach (var tensor in _source.Tensors.OrderBy(tensor => tensor.Offset))
        {
            Pad(output, data);
            if (_weights.TryGetValue(tensor.Name, out var weights))
            {
                if (tensor.Type.Id != F32 || weights.Length != tensor.ElementCount)
                {
                    throw new ModelException(
                        FormattableString.Invariant(
                            $"{_source.Name}: the tensor {tensor.Name} holds {tensor.ElementCount:N0} elements of {tensor.Type.Name} ")
                        + FormattableString.Invariant($"where {weights.Length:N0} of F32 were to be written"));
                }

                output.Write(MemoryMarshal.AsBytes<float>(weights));
            }
            else
            {
                Copy(input, output, _source.DataOffset + tensor.Offset, tensor.ByteSize);
            }
        }

        Pad(output, data);
    }

    private void Pad(FileStream output, long from)
    {
        var over = (output.Position - from) % _source.Alignment;
        if (over > 0)
        {
            output.Write(new byte[_source.Alignment - over]);
        }
    }

    private static void Copy(FileStream input, FileStream output, long start, long length)
    {
        input.Position = start;
        var buffer = new byte[1 << 20];
        while (length > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length));
            input.ReadExactly(part);
            output.Write(part);
            length -= part.Length;
        }
    }

    private static void WriteText(FileStream output, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        output.Write(Bytes((ulong)utf8.Length));
        output.Write(utf8);
    }

    private static byte[] Bytes(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Bytes(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
