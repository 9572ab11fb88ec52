using System.Buffers.Binary;
using System.Text;

namespace LlmMiaProbe.Testing.Gguf;

/// <summary>Writes GGUF files, right or wrong: whatever a test asks for is written as asked, except that offsets and padding are computed.</summary>
/// <remarks>Value types are given by the numbers of the file format, so that tests can also write types that do not exist.</remarks>
public sealed class GgufWriter
{
    private readonly MemoryStream _keys = new();
    private readonly List<Tensor> _tensors = [];
    private ulong _keyCount;

    public uint Version { get; set; } = 3;

    public byte[] Magic { get; set; } = "GGUF"u8.ToArray();

    /// <summary>Bytes that tensors are padded to; also written as metadata when it is not the format's default of 32.</summary>
    public int Alignment { get; set; } = 32;

    /// <summary>Replaces the true number of keys.</summary>
    public ulong? AnnouncedKeys { get; set; }

    /// <summary>Replaces the true number of tensors.</summary>
    public ulong? AnnouncedTensors { get; set; }

    public GgufWriter Add(string key, byte value) => Scalar(key, 0, [value]);

    public GgufWriter Add(string key, sbyte value) => Scalar(key, 1, [(byte)value]);

    public GgufWriter Add(string key, ushort value) => Scalar(key, 2, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, short value) => Scalar(key, 3, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, uint value) => Scalar(key, 4, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, int value) => Scalar(key, 5, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, float value) => Scalar(key, 6, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, bool value) => Scalar(key, 7, [value ? (byte)1 : (byte)0]);

    public GgufWriter Add(string key, string value) => Scalar(key, 8, Text(value));

    public GgufWriter Add(string key, ulong value) => Scalar(key, 10, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, long value) => Scalar(key, 11, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, double value) => Scalar(key, 12, BitConverter.GetBytes(value));

    public GgufWriter Add(string key, IReadOnlyList<string> values) => Elements(key, 8, values.Count, values.SelectMany(Text));

    public GgufWriter Add(string key, IReadOnlyList<byte[]> texts) => Elements(key, 8, texts.Count, texts.SelectMany(Prefixed));

    public GgufWriter Add(string key, IReadOnlyList<byte> values) => Elements(key, 0, values.Count, values);

    public GgufWriter Add(string key, IReadOnlyList<uint> values) => Elements(key, 4, values.Count, values.SelectMany(BitConverter.GetBytes));

    public GgufWriter Add(string key, IReadOnlyList<int> values) => Elements(key, 5, values.Count, values.SelectMany(BitConverter.GetBytes));

    public GgufWriter Add(string key, IReadOnlyList<float> values) => Elements(key, 6, values.Count, values.SelectMany(BitConverter.GetBytes));

    public GgufWriter Add(string key, IReadOnlyList<bool> values) => Elements(key, 7, values.Count, values.Select(value => value ? (byte)1 : (byte)0));

    /// <summary>A key with any value type number and any bytes behind it.</summary>
    public GgufWriter AddRaw(string key, uint type, params byte[] content) => Scalar(key, type, content);

    public GgufWriter AddTensor(string name, int type, IReadOnlyList<long> dimensions, byte[] content) =>
        AddTensor(name, type, dimensions, content.Length, stream => stream.Write(content));

    /// <param name="length">Bytes that <paramref name="write"/> will write.</param>
    public GgufWriter AddTensor(string name, int type, IReadOnlyList<long> dimensions, long length, Action<Stream> write, long? offset = null)
    {
        _tensors.Add(new Tensor(name, type, dimensions, length, write, offset));
        return this;
    }

    public byte[] ToArray()
    {
        using MemoryStream stream = new();
        Write(stream);
        return stream.ToArray();
    }

    public void Save(string path)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Write(stream);
    }

    /// <summary>Streams the file; tensors are produced one after the other.</summary>
    public void Write(Stream stream)
    {
        if (Alignment != 32 && AnnouncedKeys is null)
        {
            Add("general.alignment", (uint)Alignment);
        }

        byte[] header = Header();
        stream.Write(header);
        if (_tensors.Count == 0)
        {
            return;
        }

        Pad(stream, header.Length);
        foreach (Tensor tensor in _tensors)
        {
            tensor.Write(stream);
            Pad(stream, tensor.Length);
        }
    }

    private byte[] Header()
    {
        using MemoryStream header = new();
        header.Write(Magic);
        header.Write(BitConverter.GetBytes(Version));
        header.Write(BitConverter.GetBytes(AnnouncedTensors ?? (ulong)_tensors.Count));
        header.Write(BitConverter.GetBytes(AnnouncedKeys ?? _keyCount));
        _keys.WriteTo(header);
        long next = 0;
        foreach (Tensor tensor in _tensors)
        {
            header.Write(Text(tensor.Name));
            header.Write(BitConverter.GetBytes((uint)tensor.Dimensions.Count));
            foreach (long length in tensor.Dimensions)
            {
                header.Write(BitConverter.GetBytes(length));
            }

            header.Write(BitConverter.GetBytes(tensor.Type));
            header.Write(BitConverter.GetBytes(tensor.Offset ?? next));
            next += (tensor.Length + Alignment - 1) / Alignment * Alignment;
        }

        return header.ToArray();
    }

    private void Pad(Stream stream, long length)
    {
        int missing = (int)((Alignment - (length % Alignment)) % Alignment);
        stream.Write(new byte[missing]);
    }

    private GgufWriter Scalar(string key, uint type, byte[] content)
    {
        _keys.Write(Text(key));
        _keys.Write(BitConverter.GetBytes(type));
        _keys.Write(content);
        _keyCount++;
        return this;
    }

    private GgufWriter Elements(string key, uint type, int count, IEnumerable<byte> content) =>
        Scalar(key, 9, [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes((ulong)count), .. content]);

    private static byte[] Text(string text) => Prefixed(Encoding.UTF8.GetBytes(text));

    private static byte[] Prefixed(byte[] text)
    {
        byte[] bytes = new byte[8 + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    private sealed record Tensor(string Name, int Type, IReadOnlyList<long> Dimensions, long Length, Action<Stream> Write, long? Offset);
}
