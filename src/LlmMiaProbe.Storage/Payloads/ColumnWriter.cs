using System.Buffers;
using System.Numerics;

namespace LlmMiaProbe.Storage.Payloads;

/// <summary>
/// Splits columns of 32-bit words into byte planes. Planes that look like noise (low bytes of mantissas and ids) are
/// kept as they are, the others are gathered for compression: a compressor that sees both does worse on each.
/// </summary>
internal sealed class ColumnWriter(int capacity)
{
    private readonly ArrayBufferWriter<byte> _plain = new(capacity);
    private readonly ArrayBufferWriter<byte> _packed = new(capacity);

    public ReadOnlySpan<byte> Plain => _plain.WrittenSpan;

    /// <summary>The bytes that are worth compressing.</summary>
    public ReadOnlySpan<byte> Packed => _packed.WrittenSpan;

    /// <param name="column">The words.</param>
    /// <param name="plainPlanes">How many of the low bytes of a word are noise.</param>
    public void Write(ReadOnlySpan<uint> column, int plainPlanes)
    {
        var used = 0u;
        foreach (var word in column)
        {
            used |= word;
        }

        var width = (39 - BitOperations.LeadingZeroCount(used)) / 8;
        _packed.GetSpan(1)[0] = (byte)width;
        _packed.Advance(1);
        for (var plane = 0; plane < width; plane++)
        {
            WritePlane(column, 8 * plane, plane < plainPlanes ? _plain : _packed);
        }
    }

    private static void WritePlane(ReadOnlySpan<uint> column, int shift, ArrayBufferWriter<byte> target)
    {
        if (column.IsEmpty)
        {
            return;
        }

        var bytes = target.GetSpan(column.Length)[..column.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(column[i] >> shift);
        }

        target.Advance(bytes.Length);
    }
}
