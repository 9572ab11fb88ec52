using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace LlmMiaProbe.Corpora;

/// <summary>The lines of one document of a plain text file as they are gathered.</summary>
internal sealed class PlainTextParagraph(CorpusFile file, int maximumBytes)
{
    private const int KeptCapacity = 1 << 20;

    private ArrayBufferWriter<byte> text = new();
    private long firstLine;
    private long invalidLine;
    private bool tooLong;
    private long taken;

    public bool IsEmpty => firstLine == 0;

    public void Add(ByteLineReader lines)
    {
        if (IsEmpty)
        {
            firstLine = lines.Number;
        }

        if (invalidLine == 0 && !Utf8.IsValid(lines.Line))
        {
            invalidLine = lines.Number;
        }

        tooLong |= lines.TooLong || text.WrittenCount + (long)lines.Line.Length + 1 > maximumBytes;
        if (!tooLong)
        {
            text.Write(lines.Line);
            text.Write(lines.EndedByLineFeed ? "\n"u8 : default);
        }
    }

    public CorpusRecord Take()
    {
        taken++;
        var record = tooLong
            ? CorpusRecord.Defect(
                file.Path, firstLine, $"the document that begins here is longer than {CorpusLimits.RecordBytesText}; split it with blank lines")
            : invalidLine > 0
                ? CorpusRecord.Defect(file.Path, invalidLine, $"the line is not valid UTF-8, so its document is left out; {TextEncoding.Cure(file.Path)}")
                : CorpusRecord.Of(Document(), firstLine);
        (firstLine, invalidLine, tooLong) = (0, 0, false);
        text.ResetWrittenCount();
        if (text.Capacity > KeptCapacity)
        {
            text = new ArrayBufferWriter<byte>();
        }

        return record;
    }

    private Document Document() => new()
    {
        Id = $"{file.Name}#{taken}",
        Text = Encoding.UTF8.GetString(WithoutLastBreak(text.WrittenSpan)),
        Label = file.Label ?? Membership.Unknown,
        Origin = $"{file.Path}:{firstLine}",
    };

    private static ReadOnlySpan<byte> WithoutLastBreak(ReadOnlySpan<byte> utf8) =>
        utf8.EndsWith("\r\n"u8) ? utf8[..^2]
        : utf8.EndsWith("\n"u8) ? utf8[..^1]
        : utf8;
}
