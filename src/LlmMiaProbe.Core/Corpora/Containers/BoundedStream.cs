namespace LlmMiaProbe.Corpora;

/// <summary>
/// What a packed file unpacks to, as long as that could be a text: a few bytes that unpack to gigabytes would keep whoever reads them busy for
/// hours.
/// </summary>
internal sealed class BoundedStream : ForwardStream
{
    /// <summary>The most bytes that a packed one may stand for; texts come to ten, and lists of the same line to a few hundred.</summary>
    private const long MostTimes = 1000;

    private readonly CountedBytes _packed;
    private readonly Stream _unpacked;
    private long _count;

    /// <param name="packed">Closed with this.</param>
    /// <param name="unpack">Unpacks it.</param>
    public BoundedStream(Stream packed, Func<Stream, Stream> unpack)
        : base(packed) => _unpacked = unpack(_packed = new CountedBytes(packed));

    /// <exception cref="DamagedContentException">It goes on for longer than a text would.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = _unpacked.Read(buffer);
        _count += count;
        return _count <= CorpusLimits.RecordBytes || _count / MostTimes <= _packed.Count ? count : throw new DamagedContentException(
            FormattableString.Invariant($"it unpacks to more than {MostTimes:N0} times its own size, which no text does; unpack it and look at it first"));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class CountedBytes(Stream inner) : ForwardStream(inner)
    {
        public long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var count = Inner.Read(buffer);
            Count += count;
            return count;
        }
    }
}
