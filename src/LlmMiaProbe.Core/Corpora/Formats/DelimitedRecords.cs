using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace LlmMiaProbe.Corpora;

/// <summary>Records of a delimited file that are not blank, with the line each starts on.</summary>
internal sealed class DelimitedRecords : IDisposable
{
    // A field takes the parser some forty bytes, whatever it holds.
    private const long MostDelimiters = 4_000_000;

    private readonly EscapingUtf8Reader text;
    private readonly CsvParser parser;
    private bool malformed;
    private readonly CorpusBytes bytes;
    private readonly string path;
    private bool abandoned;

    /// <param name="bytes">Closed with this.</param>
    /// <param name="delimiter">What separates the fields.</param>
    /// <param name="maximumFieldLength">In characters.</param>
    /// <param name="path">The file, for messages.</param>
    public DelimitedRecords(CorpusBytes bytes, char delimiter, int maximumFieldLength, string path)
    {
        (this.bytes, this.path) = (bytes, path);
        text = new EscapingUtf8Reader(bytes, delimiter);
        parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            IgnoreBlankLines = false,

            // Nothing is trimmed, and a blank may be the delimiter.
            WhiteSpaceChars = [],
            MaxFieldSize = maximumFieldLength,
            BadDataFound = _ => malformed = true,
        });
    }

    /// <summary>1-based line on which the current record starts.</summary>
    public long Line { get; private set; }

    public string[] Fields { get; private set; } = [];

    /// <summary>Moves to the next record; false at the end.</summary>
    /// <exception cref="FormatException">The record cannot be read; its message says why. Reading may go on.</exception>
    public bool Read()
    {
        do
        {
            Line = parser.RawRow + 1;
            if (abandoned || !ReadRow())
            {
                return false;
            }
        }
        while (IsBlank());

        if (malformed || (text.AtEnd && HasOpenQuote()))
        {
            throw new FormatException("quotes are misplaced from here on; expected a field that holds a quote to be in quotes, and quotes in it doubled");
        }

        if (Fields.Any(field => Surrogates.HasUnpaired(field)))
        {
            throw new FormatException($"the record is not valid UTF-8; {TextEncoding.Cure(path)}");
        }

        return true;
    }

    public void Dispose()
    {
        parser.Dispose();
        text.Dispose();
        bytes.Dispose();
    }

    private bool ReadRow()
    {
        malformed = false;
        text.Allowance = MostDelimiters;
        try
        {
            var any = parser.Read();
            Fields = any ? parser.Record ?? [] : [];
            return any;
        }
        catch (InvalidDataException)
        {
            abandoned = true;
            throw new FormatException(FormattableString.Invariant(
                $"the record has more than {MostDelimiters:N0} delimiters, so the rest of the file is left out; look for a quote that is never closed"));
        }
        catch (CsvHelperException)
        {
            // The parser stands somewhere inside the field: what follows could be taken for records.
            abandoned = true;
            throw new FormatException(
                $"a field is longer than {CorpusLimits.RecordBytesText}, so the rest of the file is left out; look for a quote that is never closed");
        }
    }

    private bool IsBlank() => Fields is [var only] && string.IsNullOrWhiteSpace(only) && parser.RawRecord.AsSpan().Trim().IsEmpty;

    // Every quote of a well-formed record has a partner. Only the last record can lack one without being reported.
    private bool HasOpenQuote() => parser.RawRecord.AsSpan().Count('"') % 2 == 1;
}
