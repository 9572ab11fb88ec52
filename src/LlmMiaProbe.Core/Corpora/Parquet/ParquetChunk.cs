using Parquet.Meta;

namespace LlmMiaProbe.Corpora;

/// <summary>Looks at the pages of one column of a row group before a library makes room for what they say they hold.</summary>
internal static class ParquetChunk
{
    private const long MostValues = 1 << 24;
    private const long MostBytes = int.MaxValue;
    private const int HeaderBytes = 1 << 20;
    private const int DictionaryPage = 2;

    /// <returns>Values and nulls of the column.</returns>
    /// <exception cref="DamagedContentException">They contradict each other, or are more than is read at once.</exception>
    public static int Require(Stream file, ColumnChunk? chunk)
    {
        if (chunk?.CryptoMetadata is not null || chunk?.EncryptedColumnMetadata is not null)
        {
            throw new DamagedContentException("the Parquet file has encrypted columns; write it anew without encryption");
        }

        var meta = chunk?.MetaData ?? throw Damaged("a column is missing");
        var start = Math.Min(meta.DictionaryPageOffset is { } dictionary and > 0 ? dictionary : long.MaxValue, meta.DataPageOffset);
        if (meta.NumValues < 0 || meta.TotalCompressedSize < 0 || start < 4 || start + meta.TotalCompressedSize > file.Length)
        {
            throw Damaged("a column lies outside it");
        }

        if (meta.NumValues > MostValues || meta.TotalUncompressedSize > MostBytes)
        {
            throw new DamagedContentException(FormattableString.Invariant(
                $"a row group of the Parquet file has a column of {meta.NumValues:N0} values and {meta.TotalUncompressedSize:N0} bytes, and {MostValues:N0} ")
                + "values and 2 GiB are the most; write it anew with smaller row groups (in DuckDB: COPY ... (FORMAT parquet, ROW_GROUP_SIZE 100000))");
        }

        RequirePages(file, start, start + meta.TotalCompressedSize, meta);
        return (int)meta.NumValues;
    }

    private static void RequirePages(Stream file, long start, long end, ColumnMetaData meta)
    {
        var (values, unpacked) = (0L, 0L);
        var block = new byte[(int)Math.Min(HeaderBytes, end - start)];
        while (start < end && values < meta.NumValues)
        {
            var (type, packedSize, unpackedSize, count, header) = HeaderAt(file, start, end, ref block);
            start += header + packedSize;
            unpacked += unpackedSize;
            values += type == DictionaryPage ? 0 : count;
            if (packedSize < 0 || unpackedSize < 0 || count < 0 || start > end || unpacked > Math.Max(meta.TotalUncompressedSize, 0) + HeaderBytes)
            {
                throw Damaged("a page of it is larger than its column");
            }

            if (type == DictionaryPage && count > (unpackedSize + 1) * 8)
            {
                throw Damaged("a dictionary has more entries than bytes");
            }
        }

        if (values != meta.NumValues)
        {
            throw Damaged("a column has another number of values than its pages");
        }
    }

    private static (int Type, long Packed, long Unpacked, long Count, int Header) HeaderAt(Stream file, long start, long end, ref byte[] block)
    {
        // Most headers are short; few hold statistics of long texts.
        for (var length = (int)Math.Min(4096, end - start); ; length = (int)Math.Min(block.Length, end - start))
        {
            file.Position = start;
            file.ReadExactly(block, 0, length);
            try
            {
                return Header(block.AsSpan(0, length));
            }
            catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
            {
                if (length == Math.Min(block.Length, end - start))
                {
                    throw Damaged("the header of a page cannot be read");
                }
            }
        }
    }

    private static (int Type, long Packed, long Unpacked, long Count, int Header) Header(ReadOnlySpan<byte> bytes)
    {
        var reader = new ThriftReader(bytes);
        var (field, pageType, packed, unpacked, count) = (0, 0, 0L, 0L, 0L);
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    pageType = (int)reader.Integer();
                    break;
                case 2:
                    unpacked = reader.Integer();
                    break;
                case 3:
                    packed = reader.Integer();
                    break;
                case 5 or 7 or 8 when type == ThriftReader.Struct:
                    var inner = 0;
                    while (reader.NextField(ref inner, out var innerType))
                    {
                        if (inner == 1)
                        {
                            count = reader.Integer();
                        }
                        else
                        {
                            reader.Skip(innerType);
                        }
                    }

                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return (pageType, packed, unpacked, count, reader.Position);
    }

    private static DamagedContentException Damaged(string how) => new($"the Parquet file is damaged ({how})");
}
