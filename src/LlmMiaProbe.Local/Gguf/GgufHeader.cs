using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Local.Foreign;
using Microsoft.Win32.SafeHandles;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>Parses a header front to back. Every count and length is checked against the bytes that are left before anything is allocated for it.</summary>
internal sealed class GgufHeader
{
    private const int LongestKey = 65_535;
    private const int LongestText = 64 * 1024 * 1024;
    private const int DefaultAlignment = 32;

    private readonly GgufByteReader _reader;
    private readonly string _path;
    private readonly string _name;
    private readonly long _length;

    private GgufHeader(SafeFileHandle handle, string path, long length)
    {
        _path = path;
        _name = Path.GetFileName(path);
        _length = length;
        _reader = new GgufByteReader(handle, _name, length);
    }

    public static GgufFile Read(SafeFileHandle handle, string path, long length) => new GgufHeader(handle, path, length).Read();

    private GgufFile Read()
    {
        int version = ReadMagicAndVersion();
        ulong tensorCount = _reader.UInt64("the number of tensors");
        ulong keyCount = _reader.UInt64("the number of keys");
        RequirePlausible(keyCount, smallestEntry: 8 + 1 + 4 + 1, "keys");
        GgufMetadata metadata = ReadMetadata(keyCount);
        long alignment = ReadAlignment(metadata);
        RequirePlausible(tensorCount, smallestEntry: 8 + 4 + 4 + 8, "tensors");
        List<GgufTensor> tensors = GgufTensorTable.Read(_reader, _name, tensorCount);
        long dataOffset = _reader.Position;
        if (tensors.Count > 0)
        {
            dataOffset = (dataOffset + alignment - 1) / alignment * alignment;
            GgufTensorTable.RequireContiguous(tensors, _name, alignment, dataOffset, _length);
        }

        return new GgufFile(_path, _length, version, metadata, tensors, alignment, dataOffset);
    }

    private int ReadMagicAndVersion()
    {
        if (_length == 0)
        {
            throw new ModelException($"{_name} is empty: copy or download it again");
        }

        ReadOnlySpan<byte> start = _reader.Take((int)Math.Min(5, _length), "the first bytes");
        if (!start.StartsWith("GGUF"u8))
        {
            throw new ModelException(ForeignModel.ExplainFile(_path) is { } explanation
                ? $"{_name} {explanation}"
                : $"{_name} is not a GGUF file: it starts with '{Printable(start)}' where 'GGUF' was expected");
        }

        // The fifth byte was only for the sentence above; it belongs to the version.
        Span<byte> version = stackalloc byte[4];
        start[4..].CopyTo(version);
        _reader.Take(4 - (start.Length - 4), "the format version").CopyTo(version[(start.Length - 4)..]);
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(version);
        return number switch
        {
            2 or 3 => (int)number,
            1 => throw new ModelException($"{_name} has GGUF version 1, which llama.cpp no longer reads: convert the model again"),
            0x02000000 or 0x03000000 => throw new ModelException(
                $"{_name} is a big-endian GGUF file, and this machine is little-endian: convert the model without the big-endian option"),
            _ => throw new ModelException(
                FormattableString.Invariant($"{_name} has GGUF version {number}, where 2 or 3 is expected: it is damaged or needs a newer mia-probe")),
        };
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        foreach (byte value in bytes)
        {
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
        }

        return text.ToString();
    }

    private void RequirePlausible(ulong count, ulong smallestEntry, string what)
    {
        if (count > (ulong)_reader.Remaining / smallestEntry)
        {
            throw new ModelException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_name} is truncated or damaged: its header announces {count:N0} {what}, and only {_reader.Remaining:N0} bytes follow: "
                + $"copy or download it again"));
        }
    }

    private GgufMetadata ReadMetadata(ulong count)
    {
        GgufMetadata metadata = new(_name);
        for (ulong index = 0; index < count; index++)
        {
            long start = _reader.Position;
            string key = _reader.Text(FormattableString.Invariant($"the name of key {index + 1}"), LongestKey);
            if (key.Length == 0 || key.Contains('\0', StringComparison.Ordinal))
            {
                throw _reader.Damaged(FormattableString.Invariant($"the name of key {index + 1} is empty or contains a zero byte"));
            }

            GgufValue value = ReadValue(key);
            metadata.Add(key, value, start, _reader.Position);
        }

        return metadata;
    }

    private GgufValue ReadValue(string key)
    {
        string shown = Quoted.Of(key);
        string what = $"the value of '{shown}'";
        GgufValueType type = ReadValueType(shown);
        object content = type switch
        {
            GgufValueType.UInt8 => (ulong)_reader.UInt8(what),
            GgufValueType.Int8 => (long)(sbyte)_reader.UInt8(what),
            GgufValueType.UInt16 => (ulong)_reader.UInt16(what),
            GgufValueType.Int16 => (long)(short)_reader.UInt16(what),
            GgufValueType.UInt32 => (ulong)_reader.UInt32(what),
            GgufValueType.Int32 => (long)(int)_reader.UInt32(what),
            GgufValueType.UInt64 => _reader.UInt64(what),
            GgufValueType.Int64 => (long)_reader.UInt64(what),
            GgufValueType.Float32 => (double)BitConverter.UInt32BitsToSingle(_reader.UInt32(what)),
            GgufValueType.Float64 => BitConverter.UInt64BitsToDouble(_reader.UInt64(what)),
            GgufValueType.Bool => _reader.UInt8(what) != 0,
            GgufValueType.Text => _reader.Text(what, LongestText),
            _ => ReadArray(shown, what),
        };
        return new GgufValue(type, content);
    }

    private GgufValueType ReadValueType(string key)
    {
        uint type = _reader.UInt32($"the type of '{key}'");
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw _reader.Damaged(FormattableString.Invariant($"the key '{key}' has the value type {type}, which GGUF does not define"));
    }

    private GgufArray ReadArray(string key, string what)
    {
        GgufValueType element = ReadValueType(key);
        if (element == GgufValueType.Array)
        {
            throw _reader.Damaged($"the key '{key}' is an array of arrays, which GGUF does not allow");
        }

        ulong count = _reader.UInt64(what);
        ulong smallest = element == GgufValueType.Text ? 8UL : (ulong)element.Size();
        if (count > (ulong)_reader.Remaining / smallest)
        {
            throw new ModelException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_name} is truncated or damaged: the array '{key}' announces {count:N0} elements, and only {_reader.Remaining:N0} bytes follow: "
                + $"copy or download it again"));
        }

        long position = _reader.Position;
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _reader.StartDigest(digest);
        if (element == GgufValueType.Text)
        {
            for (ulong index = 0; index < count; index++)
            {
                _reader.Skip(_reader.UInt64(what), what);
            }
        }
        else
        {
            _reader.Skip(count * smallest, what);
        }

        _reader.EndDigest();
        return new GgufArray(element, (long)count, Convert.ToHexStringLower(digest.GetHashAndReset()), position, _reader.Position - position);
    }

    private long ReadAlignment(GgufMetadata metadata)
    {
        uint alignment = metadata.UInt32("general.alignment") ?? DefaultAlignment;
        return BitOperations.IsPow2(alignment)
            ? alignment
            : throw _reader.Damaged(FormattableString.Invariant($"its alignment is {alignment}, where a power of two is expected"));
    }
}
