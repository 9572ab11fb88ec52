using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmMiaProbe.Files;
using Parquet;
using Parquet.Schema;

namespace LlmMiaProbe.Corpora;

/// <summary>The rows of a Parquet file, one row group in memory at a time.</summary>
internal sealed class ParquetFormat : ICorpusFormat
{
    private const int KeptCapacity = 1 << 20;

    private static readonly JsonWriterOptions s_asReadable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ParquetOptions s_options = new() { TreatByteArrayAsString = false, UseDateOnlyTypeForDates = true };

    public string Words => "Parquet";

    public void Require(CorpusFile file)
    {
        // What is wrong with its end is a defect, so that other files of a corpus are read.
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        using var stream = Open(file.Path);
        ParquetFooter.Require(stream);
        var reader = Guard(() => ParquetReader.CreateAsync(stream, s_options, leaveStreamOpen: true).GetAwaiter().GetResult());
        var records = new RecordReader(file);
        var (number, leftOut) = (0L, new HashSet<string>(StringComparer.Ordinal));
        try
        {
            for (var index = 0; index < reader.RowGroupCount; index++)
            {
                foreach (var record in ReadGroup(file, stream, reader, index, records, number, leftOut))
                {
                    number++;
                    foreach (var document in record)
                    {
                        yield return document;
                    }
                }
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static IEnumerable<IReadOnlyList<CorpusRecord>> ReadGroup(
        CorpusFile file, Stream stream, ParquetReader reader, int index, RecordReader records, long before, HashSet<string> leftOut)
    {
        using var group = Guard(() => reader.OpenRowGroupReader(index));
        var columns = new Dictionary<string, ParquetColumn>(StringComparer.Ordinal);
        try
        {
            var schema = Guard(() => reader.Schema);
            foreach (var field in Guard(schema.GetDataFields))
            {
                if (Column(stream, group, field) is { } column)
                {
                    columns.Add(field.Path.ToString(), column);
                }
                else if (leftOut.Add(field.Path.ToString()))
                {
                    file.Told?.Invoke($"{file.Name}: the column {Quotation.Of(field.Path.ToString())} is written in a way that is not read, and is left out");
                }
            }

            if (columns.Count == 0)
            {
                throw new DamagedContentException("the Parquet file has no column that can be read");
            }

            var rows = new ParquetRows(schema, columns);
            var json = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(json, s_asReadable);
            for (var row = 1L; row <= group.RowCount; row++)
            {
                json.ResetWrittenCount();
                if (json.Capacity > KeptCapacity)
                {
                    json = new ArrayBufferWriter<byte>();
                }

                writer.Reset(json);
                Guard(() =>
                {
                    rows.WriteNext(writer);
                    writer.Flush();
                    return true;
                });
                yield return TakeOverlong(columns)
                    ? [CorpusRecord.Defect(file.Path, before + row, $"the record is longer than {CorpusLimits.RecordBytesText}; split the document")]
                    : records.Read(json.WrittenSpan, before + row);
            }

            if (!rows.IsAtEnd)
            {
                throw new DamagedContentException("the Parquet file is damaged (its columns have more values than rows)");
            }
        }
        finally
        {
            foreach (var column in columns.Values)
            {
                column.Dispose();
            }
        }
    }

    private static bool TakeOverlong(Dictionary<string, ParquetColumn> columns)
    {
        var any = false;
        foreach (var column in columns.Values.Where(column => column.HasOverlong))
        {
            (any, column.HasOverlong) = (true, false);
        }

        return any;
    }

    // A way of writing that the library does not know leaves out its column alone.
    private static ParquetColumn? Column(Stream stream, ParquetRowGroupReader group, DataField field)
    {
        ParquetChunk.Require(stream, Guard(() => group.GetMetadata(field)));
        return Guard(() =>
        {
            try
            {
                var raw = group.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
                return ParquetColumn.Of(raw, field);
            }
            catch (NotSupportedException)
            {
                return null;
            }
        });
    }

    // Whatever a library meets in a file from outside is damage of the file.
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not (DamagedContentException or PrerequisiteException or OutOfMemoryException))
        {
            throw new DamagedContentException($"the Parquet file is damaged ({Quotation.Of(error.Message)})", error);
        }
    }

    private static Stream Open(string path)
    {
        try
        {
            return path == StandardInput.Name ? StandardInput.Open() : OutsideFile.OpenSeekable(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{path} cannot be opened ({error.Message}); check that it is there and may be read.", error);
        }
    }
}
