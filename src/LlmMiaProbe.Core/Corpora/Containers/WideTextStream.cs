using System.Buffers.Binary;
using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Text of two or four bytes a unit as UTF-8. Half a surrogate pair, or what is no character, becomes bytes that UTF-8 does not have, so that
/// the record that holds it is refused and not changed.
/// </summary>
internal sealed class WideTextStream(Stream inner, int unitBytes, bool isBigEndian) : ForwardStream(inner)
{
    private const int Capacity = 16 << 10;

    private readonly byte[] _wide = new byte[Capacity];

    // A unit gives four bytes at most, and half a pair three.
    private readonly byte[] _narrow = new byte[3 * Capacity];
    private int _wideCount;
    private int _start;
    private int _end;
    private bool _isDrained;

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !(_isDrained && _wideCount == 0))
        {
            Convert();
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _narrow.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Convert()
    {
        (_start, _end) = (0, 0);
        while (!_isDrained && _wideCount < 2 * sizeof(uint))
        {
            var count = Inner.Read(_wide.AsSpan(_wideCount));
            _isDrained = count == 0;
            _wideCount += count;
        }

        var read = 0;
        while (_wideCount - read >= unitBytes && (_isDrained || _wideCount - read >= 2 * unitBytes))
        {
            read += ConvertOne(read);
        }

        if (_isDrained && read < _wideCount)
        {
            _narrow[_end++] = 0xFF;
            read = _wideCount;
        }

        _wide.AsSpan(read, _wideCount - read).CopyTo(_wide);
        _wideCount -= read;
    }

    private int ConvertOne(int at)
    {
        var first = Unit(at);
        var used = unitBytes;
        if (unitBytes == 2 && char.IsHighSurrogate((char)first) && _wideCount - at >= 4 && char.IsLowSurrogate((char)Unit(at + 2)))
        {
            (first, used) = ((uint)char.ConvertToUtf32((char)first, (char)Unit(at + 2)), 4);
        }

        if (Rune.TryCreate(first, out var rune))
        {
            _end += rune.EncodeToUtf8(_narrow.AsSpan(_end));
        }
        else
        {
            _narrow[_end++] = 0xFF;
        }

        return used;
    }

    private uint Unit(int at) => (unitBytes, isBigEndian) switch
    {
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(_wide.AsSpan(at)),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(_wide.AsSpan(at)),
        (_, false) => BinaryPrimitives.ReadUInt32LittleEndian(_wide.AsSpan(at)),
        _ => BinaryPrimitives.ReadUInt32BigEndian(_wide.AsSpan(at)),
    };
}
