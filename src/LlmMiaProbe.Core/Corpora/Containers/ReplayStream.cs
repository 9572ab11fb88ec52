namespace LlmMiaProbe.Corpora;

/// <summary>A stream that can go back a little: a decompressor reads in blocks and so beyond the end of what it decompresses.</summary>
internal sealed class ReplayStream(Stream inner) : ForwardStream(inner)
{
    private const int Kept = 128 << 10;

    private readonly byte[] _block = new byte[Kept];
    private long _blockStart;
    private int _count;
    private int _next;

    /// <summary>How many bytes were handed out.</summary>
    public long Handed => _blockStart + _next;

    /// <summary>Whether the end was met.</summary>
    public bool IsAtEnd { get; private set; }

    public void GoBackTo(long position) => _next = checked((int)(position - _blockStart));

    public override int Read(Span<byte> buffer)
    {
        if (_next == _count && !Fill())
        {
            IsAtEnd = true;
            return 0;
        }

        var count = Math.Min(buffer.Length, _count - _next);
        _block.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    // Half a block stays, which is more than a decompressor reads ahead.
    private bool Fill()
    {
        if (_count == Kept)
        {
            _block.AsSpan(Kept / 2).CopyTo(_block);
            _blockStart += Kept / 2;
            _count -= Kept / 2;
            _next -= Kept / 2;
        }

        var read = Inner.Read(_block.AsSpan(_count, Math.Min(Kept - _count, Kept / 2)));
        _count += read;
        return read > 0;
    }
}
