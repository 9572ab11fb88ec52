using System.Buffers.Binary;
using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local.Adapters;

/// <summary>Tells weights from zeros by their stored bytes.</summary>
internal static class ZeroWeights
{
    private const int PieceBlocks = 1 << 15;

    // All but the sign, since -0 adds nothing either.
    private const ushort Magnitude = 0x7FFF;

    /// <summary>Whether a tensor holds nothing but zeros; it is read up to the first other number.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensor">Of the type F32, F16, BF16 or Q8_0.</param>
    /// <exception cref="ModelException">The file became shorter.</exception>
    public static bool Are(GgufFile file, GgufTensor tensor)
    {
        var (size, piece) = (tensor.Type.BlockSize, (long)tensor.Type.BlockSize * PieceBlocks);
        for (long done = 0; done < tensor.ByteSize; done += piece)
        {
            ReadOnlySpan<byte> bytes = file.ReadAt(file.DataOffset + tensor.Offset + done, (int)Math.Min(piece, tensor.ByteSize - done));
            for (var at = 0; at + size <= bytes.Length; at += size)
            {
                if (!IsZero(bytes.Slice(at, size)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Of one number of 32 or 16 bits, or of a scale of 16 bits with its whole numbers.</summary>
    private static bool IsZero(ReadOnlySpan<byte> block) => block.Length switch
    {
        2 => (BinaryPrimitives.ReadUInt16LittleEndian(block) & Magnitude) == 0,
        4 => (BinaryPrimitives.ReadUInt32LittleEndian(block) & int.MaxValue) == 0,
        _ => IsZero(block[..2]) || !block[2..].ContainsAnyExcept((byte)0),
    };
}
