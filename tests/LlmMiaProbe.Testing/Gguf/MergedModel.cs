using System.Buffers.Binary;
using System.Text;

namespace LlmMiaProbe.Testing.Gguf;

/// <summary>A model with LoRA adapters added to its weights in double arithmetic and stored in 32 bits, by code that shares none with the product.</summary>
public sealed class MergedModel
{
    private const int TextType = 8;
    private const int ArrayType = 9;
    private static readonly int[] s_sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    private readonly byte[] _file;
    private readonly long _keysEnd;
    private readonly ulong _keys;

    private MergedModel(byte[] file)
    {
        _file = file;
        var at = 24L;
        _keys = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(16));
        for (var key = 0UL; key < _keys; key++)
        {
            var name = Text(ref at);
            var type = Int32(ref at);
            if (name == "adapter.lora.alpha")
            {
                Alpha = BitConverter.ToSingle(file, (int)at);
            }

            Skip(type, ref at);
        }

        _keysEnd = at;
        var tensors = new List<(string Name, long[] Shape, int Type, long Offset)>();
        for (var left = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(8)); left > 0; left--)
        {
            var name = Text(ref at);
            var shape = new long[Int32(ref at)];
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i] = Int64(ref at);
            }

            tensors.Add((name, shape, Int32(ref at), Int64(ref at)));
        }

        var data = (at + 31) / 32 * 32;
        Tensors = tensors.ToDictionary(tensor => tensor.Name, tensor => (tensor.Shape, Values(tensor.Type, data + tensor.Offset, tensor.Shape)));
    }

    /// <summary>Of an adapter.</summary>
    public float Alpha { get; }

    /// <summary>Shape and elements by name.</summary>
    public Dictionary<string, (long[] Shape, double[] Values)> Tensors { get; }

    public static MergedModel Read(string path) => new(File.ReadAllBytes(path));

    /// <summary>Writes W + scale * alpha / rank * B A for each pair of each adapter.</summary>
    public static void Save(string path, string model, params (string Adapter, double Scale)[] adapters)
    {
        var merged = Read(model);
        foreach (var (file, scale) in adapters)
        {
            merged.Add(Read(file), scale);
        }

        merged.Save(path);
    }

    private void Add(MergedModel adapter, double scale)
    {
        foreach (var name in adapter.Tensors.Keys.Where(key => key.EndsWith(".lora_a", StringComparison.Ordinal)).Select(key => key[..^7]))
        {
            var ((aShape, a), (bShape, b)) = (adapter.Tensors[name + ".lora_a"], adapter.Tensors[name + ".lora_b"]);
            var (shape, weights) = Tensors[name];
            var (columns, rows, rank) = (shape[0], shape[1], bShape[0]);
            var factor = adapter.Alpha == 0 ? scale : scale * adapter.Alpha / rank;
            for (var row = 0L; row < rows; row++)
            {
                for (var column = 0L; column < columns; column++)
                {
                    var sum = 0.0;
                    for (var k = 0L; k < rank; k++)
                    {
                        // Embeddings are looked up by token, so their first factor has a row for each.
                        sum += name == "token_embd.weight" ? a[(row * rank) + k] * b[(column * rank) + k] : b[(row * rank) + k] * a[(k * aShape[0]) + column];
                    }

                    weights[(row * columns) + column] += factor * sum;
                }
            }
        }
    }

    private void Save(string path)
    {
        using var stream = new FileStream(path, FileMode.Create);
        using var writer = new BinaryWriter(stream);
        writer.Write(_file.AsSpan(0, 8));
        writer.Write((ulong)Tensors.Count);
        writer.Write(_keys);
        writer.Write(_file.AsSpan(24, (int)_keysEnd - 24));
        var offset = 0L;
        foreach (var (name, (shape, values)) in Tensors)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            writer.Write((ulong)utf8.Length);
            writer.Write(utf8);
            writer.Write((uint)shape.Length);
            foreach (var length in shape)
            {
                writer.Write(length);
            }

            writer.Write(0U);
            writer.Write(offset);
            offset += ((values.Length * 4L) + 31) / 32 * 32;
        }

        foreach (var (_, values) in Tensors.Values)
        {
            writer.Write(new byte[(32 - (stream.Position % 32)) % 32]);
            foreach (var value in values)
            {
                writer.Write((float)value);
            }
        }

        writer.Write(new byte[(32 - (stream.Position % 32)) % 32]);
    }

    private double[] Values(int type, long start, long[] shape)
    {
        var values = new double[shape.Aggregate(1L, (product, length) => product * length)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = type switch
            {
                0 => BitConverter.ToSingle(_file, (int)start + (4 * i)),
                1 => (double)BitConverter.ToHalf(_file, (int)start + (2 * i)),
                _ => throw new NotSupportedException($"type {type}"),
            };
        }

        return values;
    }

    private void Skip(int type, ref long at)
    {
        if (type == TextType)
        {
            Text(ref at);
        }
        else if (type == ArrayType)
        {
            var (element, count) = (Int32(ref at), Int64(ref at));
            for (var i = 0L; i < count; i++)
            {
                Skip(element, ref at);
            }
        }
        else
        {
            at += s_sizes[type];
        }
    }

    private string Text(ref long at)
    {
        var length = Int64(ref at);
        at += length;
        return Encoding.UTF8.GetString(_file, (int)(at - length), (int)length);
    }

    private int Int32(ref long at)
    {
        at += 4;
        return BitConverter.ToInt32(_file, (int)at - 4);
    }

    private long Int64(ref long at)
    {
        at += 8;
        return BitConverter.ToInt64(_file, (int)at - 8);
    }
}
