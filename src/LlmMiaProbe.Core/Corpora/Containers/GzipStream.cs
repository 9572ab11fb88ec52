using System.Buffers.Binary;
using System.IO.Hashing;
using SharpCompress.Compressors;
using SharpCompress.Compressors.Deflate;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// All members of a gzip file (RFC 1952), as <c>bgzip</c> and <c>cat</c> make several, with their checksums. The runtime's own stream takes a
/// file that is cut for one that ends, and what follows a member and is none for nothing.
/// </summary>
internal sealed class GzipStream(Stream inner) : ForwardStream(inner)
{
    private const int TrailerLength = 8;
    private const int AtOnce = 64 << 10;

    private readonly ReplayStream _source = new(inner);
    private readonly byte[] _unpacked = new byte[AtOnce];
    private readonly Crc32 _checksum = new();
    private DeflateStream? _member;
    private DamagedContentException? _damage;
    private long _memberStart;
    private uint _length;
    private long _handed;
    private long _members;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_member is null && !Begin())
            {
                return 0;
            }

            var count = Inflate(buffer);
            if (count > 0)
            {
                _checksum.Append(buffer[..count]);
                _length += (uint)count;
                return count;
            }

            End();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Inflate(Span<byte> buffer)
    {
        if (_damage is not null)
        {
            throw _damage;
        }

        if (_member is not { } member)
        {
            return 0;
        }

        try
        {
            _ = member.Read(_unpacked, 0, Math.Min(buffer.Length, AtOnce));
        }
        catch (Exception error) when (error is not (PrerequisiteException or OutOfMemoryException))
        {
            _damage = _source.IsAtEnd ? Cut() : new DamagedContentException("its gzip data are damaged", error);
        }

        // A call that meets the end, or damage, reports nothing of what it has unpacked before; but it stands in the block, and is counted.
        var count = (int)(member.TotalOut - _handed);
        _handed += count;
        _unpacked.AsSpan(0, count).CopyTo(buffer);
        return count > 0 || _damage is null ? count : throw _damage;
    }

    private bool Begin()
    {
        Span<byte> fixedPart = stackalloc byte[10];
        var read = _source.ReadAtLeast(fixedPart, fixedPart.Length, throwOnEndOfStream: false);
        if (read == 0 || (_members > 0 && IsPadding(fixedPart[..read])))
        {
            return false;
        }

        if (fixedPart[0] != 0x1F || (read > 1 && fixedPart[1] != 0x8B))
        {
            throw new DamagedContentException("what follows its gzip data is no gzip data");
        }

        if (read < fixedPart.Length)
        {
            throw Cut();
        }

        SkipOptionalParts(fixedPart[3]);
        _memberStart = _source.Handed;
        _member = new DeflateStream(_source, CompressionMode.Decompress, CompressionLevel.Default, leaveOpen: true);
        _handed = 0;
        _members++;
        return true;
    }

    // Tapes and some uploaders fill the last block with zeros.
    private bool IsPadding(ReadOnlySpan<byte> first)
    {
        var block = new byte[4096];
        var rest = first;
        while (!rest.ContainsAnyExcept((byte)0))
        {
            var count = _source.Read(block);
            if (count == 0)
            {
                return true;
            }

            rest = block.AsSpan(0, count);
        }

        return first[0] == 0 ? throw new DamagedContentException("what follows its gzip data is no gzip data") : false;
    }

    private void SkipOptionalParts(byte flags)
    {
        if ((flags & 4) != 0)
        {
            var length = Next() | (Next() << 8);
            for (var index = 0; index < length; index++)
            {
                Next();
            }
        }

        for (var texts = ((flags & 8) >> 3) + ((flags & 16) >> 4); texts > 0; texts--)
        {
            while (Next() != 0)
            {
                // The name of the file and a comment say nothing that is needed.
            }
        }

        if ((flags & 2) != 0)
        {
            _ = Next() + Next();
        }
    }

    private int Next()
    {
        Span<byte> one = stackalloc byte[1];
        return _source.Read(one) == 1 ? one[0] : throw Cut();
    }

    private void End()
    {
        var consumed = _member?.TotalIn ?? 0;
        _member?.Dispose();
        _member = null;
        _source.GoBackTo(_memberStart + consumed);
        Span<byte> trailer = stackalloc byte[TrailerLength];
        if (_source.ReadAtLeast(trailer, TrailerLength, throwOnEndOfStream: false) < TrailerLength)
        {
            throw Cut();
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _checksum.GetCurrentHashAsUInt32()
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _length)
        {
            throw new DamagedContentException("its gzip data are damaged (the checksum does not match)");
        }

        _checksum.Reset();
        _length = 0;
    }

    private static DamagedContentException Cut() => new("its gzip data end too early: the file is cut");
}
