using System.Buffers.Binary;

namespace LlmMiaProbe.Corpora;

/// <summary>Looks at the end of a Parquet file before a library believes what it says.</summary>
internal static class ParquetFooter
{
    private const int TailBytes = 8;
    private const int MostBytes = 256 << 20;
    private const int MostDepth = 64;
    private const int SchemaField = 2;
    private const int EncryptionField = 8;
    private const int ChildrenField = 5;

    /// <exception cref="DamagedContentException">It is no end of a Parquet file, or of one that cannot be read.</exception>
    public static void Require(Stream file)
    {
        Span<byte> tail = stackalloc byte[TailBytes];
        if (file.Length < 4 + TailBytes)
        {
            throw Cut();
        }

        file.Position = file.Length - TailBytes;
        file.ReadExactly(tail);
        if (tail[4..].SequenceEqual("PARE"u8))
        {
            throw Encrypted();
        }

        if (!tail[4..].SequenceEqual("PAR1"u8))
        {
            throw Cut();
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (length > MostBytes || length > file.Length - 4 - TailBytes)
        {
            throw new DamagedContentException("the Parquet file is damaged (its footer is said to be longer than it can be)");
        }

        var footer = new byte[length];
        file.Position = file.Length - TailBytes - length;
        file.ReadExactly(footer);
        file.Position = 0;
        try
        {
            Walk(footer);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new DamagedContentException("the Parquet file is damaged (its footer cannot be read)", error);
        }
    }

    private static DamagedContentException Encrypted() => new("the Parquet file is encrypted; write it anew without encryption");

    private static DamagedContentException Cut() => new("the Parquet file is cut or damaged (its footer is missing); copy it again");

    private static void Walk(ReadOnlySpan<byte> footer)
    {
        var reader = new ThriftReader(footer);
        var field = 0;
        while (reader.NextField(ref field, out var type))
        {
            if (field == EncryptionField)
            {
                throw Encrypted();
            }

            if (field == SchemaField)
            {
                RequireShallow(ref reader);
            }
            else
            {
                reader.Skip(type);
            }
        }
    }

    // Elements stand before their children, and say only how many these are.
    private static void RequireShallow(ref ThriftReader reader)
    {
        var open = new Stack<long>();
        for (var left = reader.ListOf(out var type); left > 0; left--)
        {
            var children = type == ThriftReader.Struct ? ChildrenOf(ref reader) : throw new InvalidDataException("no schema");
            while (open.TryPop(out var siblings) && siblings > 0)
            {
                open.Push(siblings - 1);
                break;
            }

            if (children > 0)
            {
                open.Push(children);
            }

            if (open.Count > MostDepth)
            {
                throw new DamagedContentException($"the Parquet file has columns within columns more than {MostDepth} deep, which are not read");
            }
        }
    }

    private static long ChildrenOf(ref ThriftReader reader)
    {
        var (field, children) = (0, 0L);
        while (reader.NextField(ref field, out var type))
        {
            if (field == ChildrenField)
            {
                children = reader.Integer();
            }
            else
            {
                reader.Skip(type);
            }
        }

        return children;
    }
}
