using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local.Adapters;

/// <summary>Writes a LoRA adapter as GGUF, with weights in F32.</summary>
internal static class AdapterWriter
{
    private const int Alignment = 32;
    private const uint FloatType = 6;
    private const uint TextType = 8;
    private const uint F32 = 0;

    /// <summary>Writes a copy with all weights in F32; of the metadata only what a loader reads.</summary>
    /// <param name="adapter">With weights of 32 or 16 bits.</param>
    /// <param name="output">Where to.</param>
    public static void WriteWidened(GgufFile adapter, Stream output) => Write(
        output,
        adapter.Metadata.Text("general.architecture") ?? "",
        adapter.Metadata.Float32("adapter.lora.alpha") is { } alpha ? (float)alpha : null,
        new Dictionary<string, string>(),
        [.. adapter.Tensors.Select(tensor => (tensor.Name, tensor.Dimensions, (Func<float[]>)(() => TensorValues.Read(adapter, tensor))))]);

    /// <param name="output">Where to; at its beginning.</param>
    /// <param name="architecture">Of the base.</param>
    /// <param name="alpha">What the scale by rank starts from; null to scale by nothing.</param>
    /// <param name="texts">More metadata.</param>
    /// <param name="tensors">Name, shape and elements of each, which are asked for one after the other.</param>
    public static void Write(
        Stream output,
        string architecture,
        float? alpha,
        IReadOnlyDictionary<string, string> texts,
        IReadOnlyList<(string Name, IReadOnlyList<long> Dimensions, Func<float[]> Values)> tensors)
    {
        var all = new SortedDictionary<string, string>(new Dictionary<string, string>(texts, StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["adapter.type"] = "lora",
            ["general.architecture"] = architecture,
            ["general.type"] = "adapter",
        };
        output.Write("GGUF"u8);
        Write(output, 3);
        WriteLong(output, tensors.Count);
        WriteLong(output, all.Count + (alpha is null ? 0 : 1));
        foreach (var (key, text) in all)
        {
            WriteText(output, key);
            Write(output, TextType);
            WriteText(output, text);
        }

        if (alpha is { } number)
        {
            WriteText(output, "adapter.lora.alpha");
            Write(output, FloatType);
            Write(output, BitConverter.SingleToUInt32Bits(number));
        }

        var offset = 0L;
        foreach (var (name, dimensions, _) in tensors)
        {
            WriteText(output, name);
            Write(output, (uint)dimensions.Count);
            foreach (var dimension in dimensions)
            {
                WriteLong(output, dimension);
            }

            Write(output, F32);
            WriteLong(output, offset);
            offset += Padded(dimensions.Aggregate(4L, (size, dimension) => size * dimension));
        }

        Pad(output);
        foreach (var (_, _, values) in tensors)
        {
            output.Write(MemoryMarshal.AsBytes<float>(values()));
            Pad(output);
        }
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Pad(Stream output) => output.Write(new byte[Padded(output.Position) - output.Position]);

    private static void WriteText(Stream output, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        WriteLong(output, utf8.Length);
        output.Write(utf8);
    }

    private static void Write(Stream output, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        output.Write(bytes);
    }

    private static void WriteLong(Stream output, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        output.Write(bytes);
    }
}
