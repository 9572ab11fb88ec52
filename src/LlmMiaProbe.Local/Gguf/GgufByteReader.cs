using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>Reads little-endian values in sequence through one small buffer and never past the end of the file. Bytes can be digested on the way.</summary>
internal sealed class GgufByteReader(SafeFileHandle handle, string file, long length)
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _filled;
    private int _next;
    private long _bufferPosition;
    private IncrementalHash? _digest;
    private int _digested;

    public long Position => _bufferPosition + _next;

    public long Remaining => length - Position;

    public byte UInt8(string what) => Take(1, what)[0];

    public ushort UInt16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ulong UInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    public ReadOnlySpan<byte> Take(int count, string what)
    {
        Require((ulong)count, what);
        if (_filled - _next < count)
        {
            Refill(what);
        }

        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_next, count);
        _next += count;
        return bytes;
    }

    /// <summary>A length-prefixed text. <paramref name="limit"/> bounds what a damaged length can make us allocate.</summary>
    public string Text(string what, int limit)
    {
        ulong count = UInt64(what);
        Require(count, what);
        if (count > (ulong)limit)
        {
            throw Damaged(
                $"{what} is {count.ToString("N0", CultureInfo.InvariantCulture)} bytes long where at most "
                + $"{limit.ToString("N0", CultureInfo.InvariantCulture)} are allowed");
        }

        if (count <= (ulong)_buffer.Length)
        {
            return Encoding.UTF8.GetString(Take((int)count, what));
        }

        byte[] bytes = new byte[count];
        for (int done = 0; done < bytes.Length;)
        {
            int part = Math.Min(bytes.Length - done, _buffer.Length);
            Take(part, what).CopyTo(bytes.AsSpan(done));
            done += part;
        }

        return Encoding.UTF8.GetString(bytes);
    }

    public void Skip(ulong count, string what)
    {
        Require(count, what);
        for (ulong left = count; left > 0;)
        {
            int part = (int)Math.Min(left, (ulong)_buffer.Length);
            _ = Take(part, what);
            left -= (ulong)part;
        }
    }

    public void StartDigest(IncrementalHash digest)
    {
        _digest = digest;
        _digested = _next;
    }

    /// <summary>Adds everything read since <see cref="StartDigest"/> and stops.</summary>
    public void EndDigest()
    {
        _digest?.AppendData(_buffer, _digested, _next - _digested);
        _digest = null;
    }

    public void Require(ulong count, string what)
    {
        if (count > (ulong)Remaining)
        {
            throw new ModelException(string.Create(
                CultureInfo.InvariantCulture,
                $"{file} is truncated or damaged: {what} at offset {Position:N0} needs {count:N0} more bytes, the file ends at {length:N0}: "
                + $"copy or download it again"));
        }
    }

    public ModelException Damaged(string sentence) => new($"{file} is damaged: {sentence}: copy or download it again");

    private void Refill(string what)
    {
        _digest?.AppendData(_buffer, _digested, _next - _digested);
        int kept = _filled - _next;
        _buffer.AsSpan(_next, kept).CopyTo(_buffer);
        _bufferPosition += _next;
        _next = 0;
        _digested = 0;
        _filled = kept;
        while (_filled < _buffer.Length)
        {
            int read = RandomAccess.Read(handle, _buffer.AsSpan(_filled), _bufferPosition + _filled);
            if (read == 0)
            {
                break;
            }

            _filled += read;
        }

        // Only when somebody shortened the file after its length was taken.
        if (_filled < Math.Min(_buffer.Length, length - _bufferPosition))
        {
            throw Damaged($"it became shorter while {what} was read");
        }
    }
}
