using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe;

/// <summary>SHA-256 over values that each carry their kind and length, so that no two different sequences give the same bytes.</summary>
public sealed class FramedHash : IDisposable
{
    private const byte Absent = 0;
    private const byte Number = 1;
    private const byte Real = 2;
    private const byte Words = 3;
    private const byte Bytes = 4;

    // Most of what is hashed is a few short values: one call for all of them is several times as fast as one for each.
    private const int BufferLength = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private int _filled;
    private IncrementalHash? _hash;

    /// <param name="purpose">What is hashed, and in which version: keeps digests of different things apart.</param>
    public FramedHash(string purpose) => Add(purpose);

    public FramedHash Add(long? value)
    {
        if (value is not { } number)
        {
            return Frame(Absent, 0);
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Frame(Number, bytes.Length).Append(bytes);
    }

    /// <summary>Bit for bit: 0 and -0 differ.</summary>
    public FramedHash AddReal(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return Frame(Real, bytes.Length).Append(bytes);
    }

    /// <summary>As UTF-8; half a surrogate pair counts as U+FFFD.</summary>
    public FramedHash Add(string? text)
    {
        if (text is null)
        {
            return Frame(Absent, 0);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        return Frame(Words, bytes.Length).Append(bytes);
    }

    public FramedHash Add(ReadOnlySpan<byte> bytes) => Frame(Bytes, bytes.Length).Append(bytes);

    /// <summary>The digest, 32 bytes; the instance is then as new, but for its purpose.</summary>
    public byte[] Finish()
    {
        var rest = _buffer.AsSpan(0, _filled);
        _filled = 0;
        if (_hash is null)
        {
            return SHA256.HashData(rest);
        }

        _hash.AppendData(rest);
        return _hash.GetHashAndReset();
    }

    /// <summary>The digest as 64 hexadecimal digits.</summary>
    public string FinishHex() => Convert.ToHexStringLower(Finish());

    public void Dispose()
    {
        _hash?.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private FramedHash Frame(byte kind, int length)
    {
        Span<byte> frame = stackalloc byte[5];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame[1..], length);
        return Append(frame);
    }

    private FramedHash Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _filled)
        {
            _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _hash.AppendData(_buffer, 0, _filled);
            _filled = 0;
            if (bytes.Length > _buffer.Length)
            {
                _hash.AppendData(bytes);
                return this;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_filled));
        _filled += bytes.Length;
        return this;
    }
}
