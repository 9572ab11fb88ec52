using System.Buffers.Binary;

namespace LlmMiaProbe.Testing.Gguf;

/// <summary>A LoRA adapter with seeded random weights, right or wrong.</summary>
public sealed record AdapterFile
{
    public int Seed { get; init; } = 1;

    public int Rank { get; init; } = 4;

    /// <summary>Null for a file without one.</summary>
    public float? Alpha { get; init; } = 8;

    public string Architecture { get; init; } = "llama";

    public string Kind { get; init; } = "adapter";

    public string Type { get; init; } = "lora";

    /// <summary>Weights in F16 instead of F32.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Standard deviation of the weights.</summary>
    public double Size { get; init; } = 0.05;

    /// <summary>Columns and rows of the matrices that it adapts.</summary>
    public IReadOnlyDictionary<string, (int Columns, int Rows)> Matrices { get; init; } = new Dictionary<string, (int, int)>();

    /// <summary>For all matrices of a model, its token embeddings too unless they are its output.</summary>
    public static AdapterFile For(string model)
    {
        var tensors = MergedModel.Read(model).Tensors;
        return new AdapterFile
        {
            Matrices = tensors.Where(tensor => tensor.Value.Shape is [_, > 1])
                .Where(tensor => tensor.Key != "token_embd.weight" || tensors.ContainsKey("output.weight"))
                .ToDictionary(tensor => tensor.Key, tensor => ((int)tensor.Value.Shape[0], (int)tensor.Value.Shape[1])),
        };
    }

    public string Save(string path)
    {
        ToWriter().Save(path);
        return path;
    }

    /// <summary>For tests that add to the adapter or break it before it is written.</summary>
    public GgufWriter ToWriter()
    {
        var writer = new GgufWriter().Add("general.type", Kind).Add("general.architecture", Architecture).Add("adapter.type", Type);
        if (Alpha is { } alpha)
        {
            writer.Add("adapter.lora.alpha", alpha);
        }

        var random = new Random(Seed);
        foreach (var (name, (columns, rows)) in Matrices)
        {
            var isEmbedding = name == "token_embd.weight";
            Add(writer, random, $"{name}.lora_a", isEmbedding ? [Rank, rows] : [columns, Rank]);
            Add(writer, random, $"{name}.lora_b", isEmbedding ? [Rank, columns] : [Rank, rows]);
        }

        return writer;
    }

    private void Add(GgufWriter writer, Random random, string name, long[] shape)
    {
        var (count, width) = (shape[0] * shape[1], HalfPrecision ? 2 : 4);
        var bytes = new byte[count * width];
        for (var i = 0; i < count; i++)
        {
            var value = (float)(Size * Math.Sqrt(12) * (random.NextDouble() - 0.5));
            if (HalfPrecision)
            {
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(i * width), (Half)value);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * width), value);
            }
        }

        writer.AddTensor(name, HalfPrecision ? 1 : 0, shape, bytes);
    }
}
