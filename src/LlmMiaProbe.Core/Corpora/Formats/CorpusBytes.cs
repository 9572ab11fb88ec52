namespace LlmMiaProbe.Corpora;

/// <summary>The bytes of a corpus file, unpacked and as UTF-8, after its byte order mark, if it has one.</summary>
internal sealed class CorpusBytes(Stream stream, string path) : IDisposable
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly byte[] head = new byte[3];
    private int headStart;
    private int headEnd;
    private bool started;

    /// <exception cref="PrerequisiteException">The file cannot be opened.</exception>
    public static CorpusBytes Open(string path) => new(Recognition.Open(path).Stream, path);

    /// <summary>The number of bytes read; 0 only at the end.</summary>
    /// <exception cref="PrerequisiteException">The file cannot be read any further.</exception>
    /// <exception cref="DamagedContentException">What is packed in it ends here.</exception>
    public int Read(Span<byte> target)
    {
        if (!started)
        {
            started = true;
            headEnd = ReadHead();
            headStart = head.AsSpan(0, headEnd).SequenceEqual(ByteOrderMark) ? headEnd : 0;
        }

        if (headStart == headEnd)
        {
            return ReadStream(target);
        }

        var count = Math.Min(headEnd - headStart, target.Length);
        head.AsSpan(headStart, count).CopyTo(target);
        headStart += count;
        return count;
    }

    public void Dispose() => stream.Dispose();

    private int ReadHead()
    {
        var total = 0;
        while (total < head.Length && ReadStream(head.AsSpan(total)) is var count and > 0)
        {
            total += count;
        }

        return total;
    }

    private int ReadStream(Span<byte> target)
    {
        try
        {
            return stream.Read(target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{path} cannot be read to its end ({error.Message}); check the disk or copy the file again.", error);
        }
    }
}
