using System.Buffers;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Finds where JSON values begin and end, in memory that is bounded by the longest value that is kept and whatever the depth. It checks
/// nothing else: whoever takes a value parses it.
/// </summary>
internal sealed class JsonScanner(CorpusBytes bytes, int maximumLength = CorpusLimits.RecordBytes)
{
    private const int UsualCapacity = 64 << 10;
    private const int KeptCapacity = 1 << 20;
    private const int LongestWord = 4096;

    private static readonly SearchValues<byte> s_afterWord = SearchValues.Create(" \t\r\n,]}{[\""u8);

    private byte[] _buffer = new byte[UsualCapacity];
    private int _start;
    private int _end;
    private int _length;
    private bool _isDrained;
    private long _dropped;

    /// <summary>The value that <see cref="Take"/> found; valid until the next call.</summary>
    public ReadOnlySpan<byte> Value => _buffer.AsSpan(_start - _length, _length);

    /// <summary>1-based place of the next byte in the text.</summary>
    public long Position => _dropped + _start + 1;

    /// <summary>The next byte that is no white space, without taking it; -1 at the end.</summary>
    public int Peek()
    {
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept(" \t\r\n"u8);
            if (found >= 0)
            {
                _start += found;
                return _buffer[_start];
            }

            _start = _end;
            if (!Fill(_end))
            {
                return -1;
            }
        }
    }

    /// <summary>Takes the byte that was peeked.</summary>
    public void Skip() => _start++;

    /// <summary>Takes the value whose first byte was peeked.</summary>
    /// <param name="keeps">Whether it is wanted; one that is not may have any length.</param>
    /// <returns>Whether it has an end, and is not too long.</returns>
    public JsonExtent Take(bool keeps = true)
    {
        _length = 0;
        if (_buffer[_start] is not ((byte)'"' or (byte)'{' or (byte)'['))
        {
            return TakeWord();
        }

        var (depth, inText, isEscaped, isTooLong, at) = (0, false, false, false, _start);
        do
        {
            if (at == _end)
            {
                isTooLong |= keeps && at - _start > maximumLength;
                _start = isTooLong || !keeps ? at : _start;
                var read = at - _start;
                if (!Fill(_start))
                {
                    _start = _end;
                    return JsonExtent.Endless;
                }

                at = _start + read;
            }

            var rest = _buffer.AsSpan(at, _end - at);
            if (isEscaped)
            {
                isEscaped = false;
                at++;
                continue;
            }

            var found = inText ? rest.IndexOfAny((byte)'"', (byte)'\\') : rest.IndexOfAny("\"{}[]"u8);
            if (found < 0)
            {
                at = _end;
                continue;
            }

            at += found + 1;
            switch (rest[found])
            {
                case (byte)'\\':
                    isEscaped = true;
                    break;
                case (byte)'"':
                    inText = !inText;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }
        }
        while (depth > 0 || inText);

        isTooLong |= keeps && at - _start > maximumLength;
        _length = isTooLong ? 0 : at - _start;
        _start = at;
        return isTooLong ? JsonExtent.TooLong : JsonExtent.Whole;
    }

    // A number, true, false, null, or what is none of these: it ends where something else begins.
    private JsonExtent TakeWord()
    {
        var at = _start + 1;
        while (true)
        {
            var found = _buffer.AsSpan(at, _end - at).IndexOfAny(s_afterWord);
            var read = (found < 0 ? _end : at + found) - _start;
            if (found >= 0 || read > LongestWord || !Fill(_start))
            {
                _start += read;
                _length = read;
                return JsonExtent.Whole;
            }

            at = _start + read;
        }
    }

    // Keeps what begins at the given place.
    private bool Fill(int from)
    {
        if (_isDrained)
        {
            return false;
        }

        var pending = _end - from;
        if (from > 0 || (pending < UsualCapacity && _buffer.Length > KeptCapacity))
        {
            var target = pending < UsualCapacity && _buffer.Length > KeptCapacity ? new byte[UsualCapacity] : _buffer;
            _buffer.AsSpan(from, pending).CopyTo(target);
            _dropped += from;
            (_buffer, _start, _end) = (target, _start - from, pending);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, 2L * _buffer.Length));
        }

        var count = bytes.Read(_buffer.AsSpan(_end));
        _isDrained = count == 0;
        _end += count;
        return count > 0;
    }
}

/// <summary>How a value ends.</summary>
internal enum JsonExtent
{
    Whole,
    TooLong,

    /// <summary>The text ends inside it.</summary>
    Endless,
}
