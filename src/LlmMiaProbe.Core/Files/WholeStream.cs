namespace LlmMiaProbe.Files;

/// <summary>A file up to the end that it had when it was opened; whoever reads to there learns whether it has grown or shrunk since.</summary>
internal sealed class WholeStream(FileStream file, string path) : Stream
{
    private readonly long _length = file.Length;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var most = (int)Math.Min(buffer.Length, _length - _position);
        var read = most == 0 ? 0 : file.Read(buffer[..most]);
        _position += read;
        if (read == 0 && buffer.Length > 0 && (_position < _length || file.Length != _length))
        {
            throw new PrerequisiteException($"{path} changed while it was being read: give a file that nobody writes to.");
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // It is only read.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
