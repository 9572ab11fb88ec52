namespace LlmMiaProbe.Local.Gguf;

/// <summary>Conditions on tensors that the native loader takes for granted.</summary>
internal static class GgufTensorCheck
{
    private const string Embedding = "token_embd.weight";

    // Buffers that point into a mapped file must start at a multiple of this (TENSOR_ALIGNMENT of the pinned release).
    private const int MappedAlignment = 32;

    // Operands of sums, products and recurrences, for which the CPU code knows no other type than F32.
    private static readonly string[] ElementwiseEndings =
    [
        ".bias", "scale", "scale.weight", "_init", ".attn_sinks.weight", ".ssm_a", ".ssm_d", ".ssm_conv1d.weight",
    ];

    public static void Run(GgufModel model, GgufHyperparameters parameters, GgufTokenizer tokenizer)
    {
        string file = model.First.Name;
        GgufFile? misaligned = model.Shards.FirstOrDefault(shard => shard.Alignment % MappedAlignment != 0);
        if (misaligned is not null)
        {
            throw new ModelException(FormattableString.Invariant(
                $"{misaligned.Name} pads its tensors to {misaligned.Alignment} bytes, and llama.cpp needs {MappedAlignment} to map them into memory: ")
                + "convert the model again");
        }

        foreach (GgufTensor tensor in model.Tensors)
        {
            RequireComputable(file, tensor);
        }

        RequireFeedForward(model, parameters);
        GgufArchitectureRules.RequireVocabulary(parameters, tokenizer.Size);
        GgufTensor embedding = model.Tensors.FirstOrDefault(tensor => tensor.Name == Embedding)
            ?? throw new ModelException($"{file} lacks the tensor {Embedding}: it is not a complete model; convert it again with llama.cpp's own tools");
        long rows = embedding.Dimensions.Count > 1 ? embedding.Dimensions[1] : 1;
        if (embedding.Dimensions[0] != parameters.EmbeddingLength || rows != tokenizer.Size)
        {
            throw new ModelException(
                $"{file} is damaged: the tensor {Embedding} has the shape {GgufTensorTable.Shape(embedding.Dimensions)} where "
                + FormattableString.Invariant($"{parameters.EmbeddingLength:N0} x {tokenizer.Size:N0} is expected: copy or download it again"));
        }
    }

    /// <summary>A storage type that the file format knows but no product or sum is written for makes the native code abort or jump to address 0.</summary>
    private static void RequireComputable(string file, GgufTensor tensor)
    {
        bool elementwise = ElementwiseEndings.Any(ending => tensor.Name.EndsWith(ending, StringComparison.Ordinal))
            || tensor.Name.Contains("norm", StringComparison.Ordinal)
            || tensor.Name.StartsWith("rope_", StringComparison.Ordinal)
            || tensor.Name.Contains(".rope_", StringComparison.Ordinal);
        if (elementwise && tensor.Type != GgufTensorType.F32)
        {
            throw new ModelException(
                $"{file} stores the tensor {Quoted.Of(tensor.Name)} as {tensor.Type.Name}, "
                + "and llama.cpp computes with it only as F32: convert the model again");
        }

        bool index = tensor.Name.Contains("tid2eid", StringComparison.Ordinal);
        if (tensor.Name.EndsWith(".weight", StringComparison.Ordinal) && !index && !tensor.Type.HasProduct)
        {
            throw new ModelException(
                $"{file} stores the tensor {Quoted.Of(tensor.Name)} as {tensor.Type.Name}, with which llama.cpp cannot multiply: convert the model again");
        }
    }

    /// <summary>These loaders take the dense feed-forward tensors as optional, one by one, and the graph builder takes all of them for granted.</summary>
    private static void RequireFeedForward(GgufModel model, GgufHyperparameters parameters)
    {
        if (parameters.Architecture is not ("grok" or "hy_v3" or "mimo2" or "step35"))
        {
            return;
        }

        HashSet<string> names = [.. model.Tensors.Select(tensor => tensor.Name)];
        for (int block = 0; block < parameters.BlockCount; block++)
        {
            string[] expected = [.. ((string[])["gate", "up", "down"]).Select(part => FormattableString.Invariant($"blk.{block}.ffn_{part}.weight"))];
            if (expected.Any(names.Contains) && expected.FirstOrDefault(name => !names.Contains(name)) is { } missing)
            {
                throw new ModelException(
                    $"{model.First.Name} lacks the tensor {missing}: it is not a complete model; convert it again with llama.cpp's own tools");
            }
        }
    }
}
