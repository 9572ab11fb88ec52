using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>
/// Looks for NaN and infinity in the weights of a file that is read from its beginning to its end, in pieces of any length: in plain numbers
/// and in the scales of quantised blocks. It is much faster than the hash that is made of the same bytes.
/// </summary>
/// <param name="file">The header of the file.</param>
public sealed class GgufWeightScan(GgufFile file)
{
    private const int PieceBytes = 1 << 20;
    private const ushort HalfExponent = 0x7C00;
    private const ushort HalfFraction = 0x03FF;
    private const ushort BrainExponent = 0x7F80;
    private const ushort BrainFraction = 0x007F;
    private const uint SingleExponent = 0x7F80_0000;
    private const uint SingleFraction = 0x007F_FFFF;
    private const ulong DoubleExponent = 0x7FF0_0000_0000_0000;
    private const ulong DoubleFraction = 0x000F_FFFF_FFFF_FFFF;

    private readonly GgufTensor[] _tensors = [.. file.Tensors.OrderBy(tensor => tensor.Offset)];
    private readonly byte[] _split = new byte[512];
    private int _splitBytes;
    private int _next;
    private long _position;
    private (string Tensor, bool IsNaN, bool IsScale)? _damage;

    /// <summary>Reads all of a file for its weights alone.</summary>
    /// <inheritdoc cref="RequireSound"/>
    /// <exception cref="PrerequisiteException">It cannot be read.</exception>
    public static void RequireSoundFile(string path)
    {
        var scan = new GgufWeightScan(GgufFile.Open(path));
        try
        {
            using var stream = OutsideFile.OpenRead(path);
            var buffer = new byte[PieceBytes];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                scan.Read(buffer.AsSpan(0, read));
            }
        }
        catch (IOException error)
        {
            throw new PrerequisiteException($"{path} cannot be read: {error.Message}", error);
        }

        scan.RequireSound();
    }

    /// <param name="bytes">Those that follow the ones before.</param>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (_next < _tensors.Length && _damage is null)
        {
            var tensor = _tensors[_next];
            var start = file.DataOffset + tensor.Offset;
            var end = start + tensor.ByteSize;
            if (_position + bytes.Length <= start)
            {
                break;
            }

            var from = (int)Math.Max(0, start - _position);
            var to = (int)Math.Min(bytes.Length, end - _position);
            Read(tensor, bytes[from..to]);
            if (_position + bytes.Length < end)
            {
                break;
            }

            _splitBytes = 0;
            _next++;
        }

        _position += bytes.Length;
    }

    /// <exception cref="ModelException">A weight is NaN or infinite; the sentence names the first tensor with one.</exception>
    public void RequireSound()
    {
        if (_damage is { } damage)
        {
            throw new ModelException(
                $"{file.Name} is damaged: the tensor {Quoted.Of(damage.Tensor)} holds {(damage.IsNaN ? "NaN" : "infinity")}"
                + $"{(damage.IsScale ? " as the scale of a block" : "")}, so nothing can be computed with it: fetch or convert the file again.");
        }
    }

    private void Read(GgufTensor tensor, ReadOnlySpan<byte> bytes)
    {
        if (GgufScales.Of(tensor.Type) is not { } scales)
        {
            return;
        }

        var size = tensor.Type.BlockSize;
        if (_splitBytes > 0)
        {
            var missing = Math.Min(size - _splitBytes, bytes.Length);
            bytes[..missing].CopyTo(_split.AsSpan(_splitBytes));
            _splitBytes += missing;
            bytes = bytes[missing..];
            if (_splitBytes < size)
            {
                return;
            }

            Look(tensor, scales, _split.AsSpan(0, size));
            _splitBytes = 0;
        }

        var whole = bytes.Length / size * size;
        Look(tensor, scales, bytes[..whole]);
        bytes[whole..].CopyTo(_split);
        _splitBytes = bytes.Length - whole;
    }

    private void Look(GgufTensor tensor, GgufScales scales, ReadOnlySpan<byte> blocks)
    {
        var size = tensor.Type.BlockSize;
        if (tensor.Type.BlockLength == 1 && !Suspects(scales.Kind, blocks))
        {
            return;
        }

        for (var at = 0; at + size <= blocks.Length; at += size)
        {
            foreach (var place in scales.Places)
            {
                if (NotFinite(scales.Kind, blocks[(at + place)..]) is { } isNaN)
                {
                    _damage ??= (tensor.Name, isNaN, tensor.Type.BlockLength > 1);
                    return;
                }
            }
        }
    }

    /// <summary>Whether any of many plain numbers has the largest exponent.</summary>
    private static bool Suspects(GgufScaleKind kind, ReadOnlySpan<byte> numbers) => !BitConverter.IsLittleEndian || kind switch
    {
        GgufScaleKind.Single => Suspects(MemoryMarshal.Cast<byte, uint>(numbers), SingleExponent),
        GgufScaleKind.Half => Suspects(MemoryMarshal.Cast<byte, ushort>(numbers), HalfExponent),
        GgufScaleKind.Brain => Suspects(MemoryMarshal.Cast<byte, ushort>(numbers), BrainExponent),
        _ => true,
    };

    private static bool Suspects<T>(ReadOnlySpan<T> numbers, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = new Vector<T>(exponent);
        var i = 0;
        for (; i + Vector<T>.Count <= numbers.Length; i += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(numbers[i..]) & mask, mask))
            {
                return true;
            }
        }

        for (; i < numbers.Length; i++)
        {
            if ((numbers[i] & exponent) == exponent)
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>True for NaN, false for infinity, null for what can be computed with.</returns>
    private static bool? NotFinite(GgufScaleKind kind, ReadOnlySpan<byte> bytes)
    {
        switch (kind)
        {
            case GgufScaleKind.Single:
                var single = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                return (single & SingleExponent) == SingleExponent ? (single & SingleFraction) != 0 : null;
            case GgufScaleKind.Double:
                var number = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                return (number & DoubleExponent) == DoubleExponent ? (number & DoubleFraction) != 0 : null;
            case GgufScaleKind.Brain:
                var brain = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
                return (brain & BrainExponent) == BrainExponent ? (brain & BrainFraction) != 0 : null;
            case GgufScaleKind.Exponent:
                return bytes[0] == byte.MaxValue ? true : null;
            case GgufScaleKind.SpreadHalf:
                var joined = 0;
                for (var piece = 0; piece < 4; piece++)
                {
                    joined |= BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * piece)..]) >> 12 << (4 * piece);
                }

                return NotFinite((ushort)joined);
            default:
                return NotFinite(BinaryPrimitives.ReadUInt16LittleEndian(bytes));
        }
    }

    private static bool? NotFinite(ushort half) => (half & HalfExponent) == HalfExponent ? (half & HalfFraction) != 0 : null;
}
