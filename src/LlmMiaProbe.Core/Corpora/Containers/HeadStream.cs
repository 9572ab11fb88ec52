namespace LlmMiaProbe.Corpora;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class HeadStream(Stream inner, int capacity) : ForwardStream(inner)
{
    private readonly byte[] _head = new byte[capacity];
    private int _start;
    private int _end;
    private bool _looked;

    /// <summary>The first bytes, as many as there are or fit. A file that is damaged in them shows those before the damage.</summary>
    public ReadOnlySpan<byte> Head()
    {
        if (!_looked)
        {
            _looked = true;
            try
            {
                while (_end < _head.Length && Inner.Read(_head.AsSpan(_end)) is var count and > 0)
                {
                    _end += count;
                }
            }
            catch (DamagedContentException error)
            {
                Damage = error;
            }
        }

        return _head.AsSpan(0, _end);
    }

    /// <summary>What is wrong with the bytes after the head; known once the head was looked at.</summary>
    private DamagedContentException? Damage { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (_start < _end)
        {
            var count = Math.Min(buffer.Length, _end - _start);
            _head.AsSpan(_start, count).CopyTo(buffer);
            _start += count;
            return count;
        }

        return Damage is null ? Inner.Read(buffer) : throw new DamagedContentException(Damage.Message, Damage);
    }
}
