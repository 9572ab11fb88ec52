using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local.Adapters;

/// <summary>Reads weights of 32 or 16 bits.</summary>
internal static class TensorValues
{
    /// <summary>Whether a tensor can be read.</summary>
    public static bool AreReadable(GgufTensor tensor) => tensor.Type.Name is "F32" or "F16" or "BF16";

    /// <returns>All elements, the first dimension contiguous.</returns>
    /// <exception cref="ModelException">They are stored in another type, or are too many.</exception>
    /// <exception cref="PrerequisiteException">The file cannot be read.</exception>
    public static float[] Read(GgufFile file, GgufTensor tensor)
    {
        if (!AreReadable(tensor) || tensor.ByteSize > Array.MaxLength)
        {
            throw new ModelException($"{file.Name} stores the tensor {Quoted.Of(tensor.Name)} as {tensor.Type.Name}; expected F32, F16 or BF16 of at "
                + $"most 2 GB");
        }

        var bytes = file.ReadAt(file.DataOffset + tensor.Offset, (int)tensor.ByteSize);
        return tensor.Type.Name switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            "F16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), half => (float)half),
            _ => [.. Enumerable.Range(0, bytes.Length / 2)
                .Select(i => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i)) << 16))],
        };
    }
}
