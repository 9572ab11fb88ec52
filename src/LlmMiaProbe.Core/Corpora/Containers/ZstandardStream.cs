using ZstdSharp;

namespace LlmMiaProbe.Corpora;

/// <summary>All frames of a zstd file. Whatever the decompressor finds wrong is said as damage of the file.</summary>
internal sealed class ZstandardStream(Stream packed) : ForwardStream(packed)
{
    private readonly EndMark _packed = new(packed);
    private Stream? _unpacked;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return (_unpacked ??= new DecompressionStream(_packed, leaveOpen: true)).Read(buffer);
        }
        catch (Exception error) when (error is not (PrerequisiteException or OutOfMemoryException) && !_packed.HasFailed)
        {
            throw new DamagedContentException(
                _packed.IsAtEnd ? "its zstd data end too early or are damaged near the end: the file is cut"
                : error.Message.Contains("requires too much memory", StringComparison.OrdinalIgnoreCase)
                    ? "its zstd data need a window of more than 128 MiB (pack it without --long=28 or more)"
                    : "its zstd data are damaged, or followed by something else",
                error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Tells damage from a disk that cannot be read, and knows whether all bytes were taken.</summary>
    private sealed class EndMark(Stream inner) : ForwardStream(inner)
    {
        public bool IsAtEnd { get; private set; }

        public bool HasFailed { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            try
            {
                var count = Inner.Read(buffer);
                IsAtEnd |= count == 0 && !buffer.IsEmpty;
                return count;
            }
            catch
            {
                HasFailed = true;
                throw;
            }
        }
    }
}
