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

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

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
        Frame(Number, bytes.Length)._hash.AppendData(bytes);
        return this;
    }

    /// <summary>Bit for bit: 0 and -0 differ.</summary>
    public FramedHash AddReal(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        Frame(Real, bytes.Length)._hash.AppendData(bytes);
        return this;
    }

    /// <summary>As UTF-8; half a surrogate pair counts as U+FFFD.</summary>
    public FramedHash Add(string? text)
    {
        if (text is null)
        {
            return Frame(Absent, 0);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        Frame(Words, bytes.Length)._hash.AppendData(bytes);
        return this;
    }

    public FramedHash Add(ReadOnlySpan<byte> bytes)
    {
        Frame(Bytes, bytes.Length)._hash.AppendData(bytes);
        return this;
    }

    /// <summary>The digest, 32 bytes; the instance is then as new, but for its purpose.</summary>
    public byte[] Finish() => _hash.GetHashAndReset();

    /// <summary>The digest as 64 hexadecimal digits.</summary>
    public string FinishHex() => Convert.ToHexStringLower(Finish());

    public void Dispose() => _hash.Dispose();

    private FramedHash Frame(byte kind, int length)
    {
        Span<byte> frame = stackalloc byte[5];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame[1..], length);
        _hash.AppendData(frame);
        return this;
    }
}
