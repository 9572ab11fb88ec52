namespace LlmMiaProbe.Corpora;

/// <summary>
/// Walks structures of Thrift's compact protocol without building anything: a count that a file cannot hold, or a depth that a library would
/// follow with its stack, is met here first.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MostDepth = 32;
    private const int Stop = 0;
    private const int Binary = 8;
    private const int List = 9;
    private const int Set = 10;
    private const int Map = 11;

    /// <summary>The type of a structure.</summary>
    public const int Struct = 12;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were walked.</summary>
    public int Position { get; private set; }

    /// <summary>The field after one with the given number, with its type; false at the end of the structure.</summary>
    public bool NextField(ref int field, out int type)
    {
        var header = Byte();
        type = header & 0xF;
        if (header == Stop)
        {
            return false;
        }

        field = header >> 4 == 0 ? (int)Integer() : field + (header >> 4);
        return true;
    }

    public long Integer()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Number and type of the elements of a list.</summary>
    public int ListOf(out int type)
    {
        var header = Byte();
        type = header & 0xF;
        return Count(header >> 4 == 15 ? Unsigned() : (ulong)(header >> 4));
    }

    public void Skip(int type, int depth = 0)
    {
        if (depth > MostDepth)
        {
            throw new InvalidDataException("too deep");
        }

        switch (type)
        {
            case 1 or 2:
                break;
            case 3:
                Byte();
                break;
            case 4 or 5 or 6:
                Unsigned();
                break;
            case 7:
                Take(sizeof(double));
                break;
            case Binary:
                Take(Count(Unsigned()));
                break;
            case List or Set:
                for (var left = ListOf(out var of); left > 0; left--)
                {
                    SkipElement(of, depth);
                }

                break;
            case Map:
                var pairs = Count(Unsigned());
                var types = pairs == 0 ? 0 : Byte();
                for (; pairs > 0; pairs--)
                {
                    SkipElement(types >> 4, depth);
                    SkipElement(types & 0xF, depth);
                }

                break;
            case Struct:
                var field = 0;
                while (NextField(ref field, out var fieldType))
                {
                    Skip(fieldType, depth + 1);
                }

                break;
            default:
                throw new InvalidDataException("unknown type");
        }
    }

    // A truth value has a byte of its own here.
    private void SkipElement(int type, int depth)
    {
        if (type is 1 or 2)
        {
            Byte();
        }
        else
        {
            Skip(type, depth + 1);
        }
    }

    private int Byte() => Position < _bytes.Length ? _bytes[Position++] : throw new EndOfStreamException();

    private void Take(int count) => Position = count <= _bytes.Length - Position ? Position + count : throw new EndOfStreamException();

    // Every element takes a byte at least.
    private readonly int Count(ulong count) => count <= (ulong)(_bytes.Length - Position) ? (int)count : throw new InvalidDataException("too many");

    private ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("too long");
    }
}
