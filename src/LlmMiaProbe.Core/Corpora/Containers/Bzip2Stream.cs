using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// All streams of a bzip2 file. The decompressor gives out a block before it compares its checksum, and makes one up where the file is cut; so
/// each block is held back until it was found whole.
/// </summary>
internal sealed class Bzip2Stream(Stream inner) : ForwardStream(inner)
{
    private readonly CountedBytes _packed = new(new BufferedStream(inner, 64 << 10));
    private readonly MemoryStream _held = new();
    private Stream? _blocks;
    private byte[] _ready = [];
    private int _next;
    private int _count;
    private bool _isEnded;
    private DamagedContentException? _damage;

    public override int Read(Span<byte> buffer)
    {
        while (_next == _count && !_isEnded && _damage is null)
        {
            HoldBlock();
        }

        if (_next == _count)
        {
            return _damage is null ? 0 : throw _damage;
        }

        var count = Math.Min(buffer.Length, _count - _next);
        _ready.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blocks?.Dispose();
            _held.Dispose();
        }

        base.Dispose(disposing);
    }

    // While a block is given out nothing is read; its checksum is compared before the next is.
    private void HoldBlock()
    {
        var before = _packed.Count;
        try
        {
            _blocks ??= BZip2Stream.Create(_packed, CompressionMode.Decompress, decompressConcatenated: true, leaveOpen: true);
            for (before = _packed.Count; ;)
            {
                var next = _blocks.ReadByte();
                if (next < 0)
                {
                    _isEnded = true;
                    Release();
                    return;
                }

                var isNextBlock = _packed.Count != before && _held.Length > 0;
                if (isNextBlock)
                {
                    Release();
                }

                _held.WriteByte((byte)next);
                if (isNextBlock)
                {
                    return;
                }

                before = _packed.Count;
            }
        }
        catch (Exception error) when (error is not (PrerequisiteException or OutOfMemoryException) && !_packed.HasFailed)
        {
            if (_packed.Count != before || _packed.IsAtEnd)
            {
                Release();
            }

            if (_packed.IsAtEnd && _packed.EndsAsStream())
            {
                _isEnded = true;
                return;
            }

            _damage = new DamagedContentException(
                _packed.IsAtEnd ? "its bzip2 data end too early: the file is cut" : "its bzip2 data are damaged, or followed by something else", error);
        }
    }

    private void Release()
    {
        (_ready, _next, _count) = (_held.ToArray(), 0, (int)_held.Length);
        _held.SetLength(0);
    }

    /// <summary>The packed bytes. Their end is met with an exception: the decompressor would go on with bytes that are not there.</summary>
    private sealed class CountedBytes(Stream inner) : ForwardStream(inner)
    {
        private const ulong EndMark = 0x177245385090;
        private const int EndMarkBits = 48;
        private const int ChecksumBits = 32;

        private UInt128 _last;

        public long Count { get; private set; }

        public bool IsAtEnd { get; private set; }

        public bool HasFailed { get; private set; }

        public override int ReadByte()
        {
            int next;
            try
            {
                next = Inner.ReadByte();
            }
            catch
            {
                HasFailed = true;
                throw;
            }

            if (next < 0)
            {
                IsAtEnd = true;
                throw new EndOfStreamException();
            }

            Count++;
            _last = (_last << 8) | (UInt128)next;
            return next;
        }

        public override int Read(Span<byte> buffer)
        {
            for (var read = 0; read < buffer.Length; read++)
            {
                if (IsAtEnd)
                {
                    return read;
                }

                try
                {
                    buffer[read] = (byte)ReadByte();
                }
                catch (EndOfStreamException) when (read > 0)
                {
                    return read;
                }
            }

            return buffer.Length;
        }

        /// <summary>Whether the last bytes are the mark and the checksum that end a stream, filled up to a whole byte.</summary>
        public bool EndsAsStream()
        {
            for (var filling = 0; filling < 8; filling++)
            {
                if (((ulong)(_last >> (ChecksumBits + filling)) & ((1UL << EndMarkBits) - 1)) == EndMark)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
