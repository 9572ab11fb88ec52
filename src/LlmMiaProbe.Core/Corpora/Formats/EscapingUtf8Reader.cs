using System.Buffers;
using System.Text.Unicode;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Decodes UTF-8 and carries each byte that is not part of valid UTF-8 over as the unpaired surrogate U+DC00 + byte,
/// which valid UTF-8 cannot give: the record that holds it can be refused and the rest of the file still be read.
/// </summary>
/// <param name="bytes">The file.</param>
/// <param name="watched">A character that is counted.</param>
internal sealed class EscapingUtf8Reader(CorpusBytes bytes, char? watched = null) : TextReader
{
    private const int Capacity = 32 << 10;
    private const int LongestSequence = 4;

    private readonly byte[] undecoded = new byte[Capacity];
    private readonly char[] decoded = new char[Capacity];
    private int undecodedCount;
    private int decodedStart;
    private int decodedEnd;
    private bool drained;

    /// <summary>How often the watched character may still be handed out before reading ends in an <see cref="InvalidDataException"/>.</summary>
    public long Allowance { get; set; } = long.MaxValue;

    /// <summary>Everything has been handed out.</summary>
    public bool AtEnd { get; private set; }

    public override int Peek() => Available() ? decoded[decodedStart] : -1;

    public override int Read() => Available() ? decoded[decodedStart++] : -1;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty || !Available())
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, decodedEnd - decodedStart);
        decoded.AsSpan(decodedStart, count).CopyTo(buffer);
        decodedStart += count;
        if (watched is { } counted && (Allowance -= buffer[..count].Count(counted)) < 0)
        {
            throw new InvalidDataException("There are too many of the watched character.");
        }

        return count;
    }

    private bool Available()
    {
        while (decodedStart == decodedEnd && !AtEnd)
        {
            Decode();
        }

        return !AtEnd;
    }

    private void Decode()
    {
        while (!drained && undecodedCount < LongestSequence)
        {
            var count = bytes.Read(undecoded.AsSpan(undecodedCount));
            drained = count == 0;
            undecodedCount += count;
        }

        if (undecodedCount == 0)
        {
            AtEnd = true;
            return;
        }

        var status = Utf8.ToUtf16(
            undecoded.AsSpan(0, undecodedCount), decoded, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: drained);
        if (status == OperationStatus.InvalidData)
        {
            decoded[written++] = (char)(0xDC00 + undecoded[read++]);
        }

        undecoded.AsSpan(read, undecodedCount - read).CopyTo(undecoded);
        undecodedCount -= read;
        (decodedStart, decodedEnd) = (0, written);
    }
}
