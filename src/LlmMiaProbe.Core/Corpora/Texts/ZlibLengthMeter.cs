using SharpCompress.Compressors;
using SharpCompress.Compressors.Deflate;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Compressed length in bytes, equal to that of the C library zlib at level 6 (<c>len(zlib.compress(text, 6))</c> in Python).
/// The runtime's own ZLibStream is zlib-ng, whose lengths differ by up to 3% from those in the literature.
/// </summary>
public static class ZlibLengthMeter
{
    /// <summary>What the lengths mean. Kept with scores that come from them: those of another meaning are not compared with them.</summary>
    public const string Method = "zlib, level 6";

    /// <summary>What measures them here.</summary>
    public const string Compressor = "SharpCompress";

    // Header, an empty block and checksum; the library writes nothing at all for nothing.
    private const int EmptyLength = 8;

    public static int Measure(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return EmptyLength;
        }

        using var counter = new CountingStream();
        using (var zlib = new ZlibStream(counter, CompressionMode.Compress, CompressionLevel.Level6))
        {
            zlib.Write(bytes, 0, bytes.Length);
        }

        return counter.Count;
    }

    private sealed class CountingStream : Stream
    {
        public int Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Count;

        public override long Position
        {
            get => Count;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Count = checked(Count + count);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
