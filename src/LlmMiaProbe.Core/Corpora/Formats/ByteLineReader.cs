namespace LlmMiaProbe.Corpora;

/// <summary>Lines of bytes ended by a line feed; a carriage return before it belongs to the line.</summary>
internal sealed class ByteLineReader(CorpusBytes bytes, int maximumLength = CorpusLimits.RecordBytes)
{
    private const int UsualCapacity = 64 << 10;
    private const int KeptCapacity = 1 << 20;

    private byte[] buffer = new byte[UsualCapacity];
    private int start;
    private int end;
    private int lineLength;
    private bool drained;

    /// <summary>1-based number of the current line.</summary>
    public long Number { get; private set; }

    /// <summary>The current line without its line feed; empty if it was too long. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Line => buffer.AsSpan(start - lineLength - (EndedByLineFeed ? 1 : 0), lineLength);

    public bool EndedByLineFeed { get; private set; }

    /// <summary>Nothing but spaces, tabs and carriage returns.</summary>
    public bool IsBlank => !TooLong && Line.IndexOfAnyExcept(" \t\r"u8) < 0;

    /// <summary>The current line had more bytes than the limit and was skipped.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Moves to the next line; false at the end. A file that ends in a line feed has no empty last line.</summary>
    public bool Read()
    {
        (lineLength, EndedByLineFeed, TooLong) = (0, false, false);
        var searched = 0;
        var any = false;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return Take(searched + found, endedByLineFeed: true);
            }

            any |= end > start;
            searched = end - start;
            if (searched > maximumLength)
            {
                TooLong = true;
                (start, end, searched) = (0, 0, 0);
            }

            if (drained)
            {
                return any && Take(searched, endedByLineFeed: false);
            }

            Fill();
        }
    }

    private bool Take(int length, bool endedByLineFeed)
    {
        TooLong |= length > maximumLength;
        start += length + (endedByLineFeed ? 1 : 0);
        lineLength = TooLong ? 0 : length;
        EndedByLineFeed = endedByLineFeed;
        Number++;
        return true;
    }

    private void Fill()
    {
        var pending = end - start;
        if (start > 0 || (pending < UsualCapacity && buffer.Length > KeptCapacity))
        {
            var target = pending < UsualCapacity && buffer.Length > KeptCapacity ? new byte[UsualCapacity] : buffer;
            buffer.AsSpan(start, pending).CopyTo(target);
            (buffer, start, end) = (target, 0, pending);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, 2L * buffer.Length));
        }

        var count = bytes.Read(buffer.AsSpan(end));
        drained = count == 0;
        end += count;
    }
}
