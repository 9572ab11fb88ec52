using System.Buffers.Binary;

namespace LlmMiaProbe.LlamaCpp.Gguf;

/// <summary>The numbers that shape a model's layers, checked against every condition that the native loader asserts.</summary>
internal sealed class GgufHyperparameters
{
    // LLAMA_MAX_LAYERS and LLAMA_MAX_EXPERTS of the pinned release.
    private const int MostBlocks = 512;
    private const int MostExperts = 1024;

    private readonly GgufFile _file;
    private readonly string _architecture;

    private GgufHyperparameters(GgufFile file, string architecture)
    {
        _file = file;
        _architecture = architecture;
    }

    public int ContextLength { get; private init; }

    public int BlockCount { get; private init; }

    public int EmbeddingLength { get; private init; }

    public string Architecture => _architecture;

    /// <summary>Attention heads of every block.</summary>
    public IReadOnlyList<uint> Heads { get; private set; } = [];

    public static GgufHyperparameters Read(GgufFile file, string architecture, GgufArchitectureKind kind)
    {
        GgufHyperparameters parameters = new(file, architecture)
        {
            ContextLength = Required(file, architecture, "context_length", int.MaxValue),
            BlockCount = Required(file, architecture, "block_count", MostBlocks),
            EmbeddingLength = Required(file, architecture, "embedding_length", 1 << 24),
        };
        parameters.RequireAttention(kind);
        parameters.RequireExperts();
        parameters.RequireRope();
        parameters.RequireEpsilon();
        parameters.RequireArchitecture();
        return parameters;
    }

    public uint? Number(string name) => _file.Metadata.UInt32($"{_architecture}.{name}");

    /// <summary>A value of every block: one number for all, or a list with one for each.</summary>
    public uint[]? PerBlock(string name)
    {
        string key = $"{_architecture}.{name}";
        if (!_file.Metadata.TryGet(key, out GgufValue? value))
        {
            return null;
        }

        if (value.Type != GgufValueType.Array)
        {
            uint single = _file.Metadata.UInt32(key) ?? 0;
            uint[] repeated = new uint[BlockCount];
            Array.Fill(repeated, single);
            return repeated;
        }

        GgufArray array = (GgufArray)value.Content;
        if (array.Count != BlockCount || array.ElementType is not (GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Bool))
        {
            throw Wrong(name, FormattableString.Invariant($"is a list of {array.Count:N0} {array.ElementType.Name()} where {BlockCount} uint32 are expected"));
        }

        byte[] bytes = _file.ReadElements(array, key, MostBlocks * sizeof(uint));
        uint[] values = new uint[BlockCount];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = array.ElementType == GgufValueType.Bool
                ? (bytes[index] == 0 ? 0U : 1U)
                : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(index * sizeof(uint)));
        }

        return values;
    }

    public ModelException Wrong(string name, string sentence) =>
        new($"{_file.Name} is damaged: '{_architecture}.{name}' {sentence}: copy or download it again");

    private static int Required(GgufFile file, string architecture, string name, int most)
    {
        string key = $"{architecture}.{name}";
        uint value = file.Metadata.UInt32(key)
            ?? throw new ModelException($"{file.Name} lacks the key '{key}': it is not a complete model; convert it again with llama.cpp's own tools");
        return value >= 1 && value <= most
            ? (int)value
            : throw new ModelException(FormattableString.Invariant($"{file.Name} is damaged: '{key}' is {value:N0} where 1 to {most:N0} is expected: copy or download it again"));
    }

    private void RequireAttention(GgufArchitectureKind kind)
    {
        Heads = PerBlock("attention.head_count") ?? new uint[BlockCount];
        uint[] keyHeads = PerBlock("attention.head_count_kv") ?? [.. Heads];
        if (kind == GgufArchitectureKind.Decoder && Heads.All(heads => heads == 0))
        {
            throw Wrong("attention.head_count", "is missing or 0");
        }

        for (int block = 0; block < BlockCount && kind == GgufArchitectureKind.Decoder; block++)
        {
            if (Heads[block] > EmbeddingLength || keyHeads[block] > Heads[block] || (keyHeads[block] > 0 && Heads[block] % keyHeads[block] != 0))
            {
                throw Wrong("attention.head_count", FormattableString.Invariant(
                    $"is {Heads[block]:N0} with {keyHeads[block]:N0} key/value heads in block {block}, which does not divide evenly"));
            }
        }

        if (Number("nextn_predict_layers") is { } extra && extra >= BlockCount)
        {
            throw Wrong("nextn_predict_layers", FormattableString.Invariant($"is {extra:N0} of {BlockCount} blocks"));
        }
    }

    private void RequireExperts()
    {
        uint experts = Number("expert_count") ?? 0;
        uint used = PerBlock("expert_used_count")?.Max() ?? 0;
        uint groups = Number("expert_group_count") ?? 0;
        uint usedGroups = Number("expert_group_used_count") ?? 0;
        if (experts > MostExperts)
        {
            throw Wrong("expert_count", FormattableString.Invariant($"is {experts:N0} where at most {MostExperts} are possible"));
        }

        bool dense = _architecture is "hunyuan_vl" or "hunyuan-dense" && experts <= 1;
        if (!dense && (used > experts || (experts > 0 && used == 0)))
        {
            throw Wrong("expert_used_count", FormattableString.Invariant($"is {used:N0} of {experts:N0} experts"));
        }

        bool grouped = experts == 0 ? groups == 0
            : groups < experts && (groups <= 1 || (experts % groups == 0 && usedGroups > 0 && usedGroups < groups));
        if (!dense && !grouped)
        {
            throw Wrong("expert_group_count", FormattableString.Invariant($"is {groups:N0} ({usedGroups:N0} used) for {experts:N0} experts"));
        }
    }

    private void RequireRope()
    {
        if (_file.Metadata.Text($"{_architecture}.rope.scaling.type") is { } scaling and not ("none" or "linear" or "yarn" or "longrope"))
        {
            throw Wrong("rope.scaling.type", $"is '{Quoted.Of(scaling)}' where none, linear, yarn or longrope is expected");
        }

        foreach (string name in (string[])["rope.dimension_count", "rope.dimension_count_swa"])
        {
            if (Number(name) is { } dimensions && (dimensions % 2 != 0 || dimensions > 1 << 16))
            {
                throw Wrong(name, FormattableString.Invariant($"is {dimensions:N0} where an even number is expected"));
            }
        }
    }

    private void RequireEpsilon()
    {
        foreach (string name in (string[])["attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon", "attention.group_norm_epsilon"])
        {
            if (_file.Metadata.Float32($"{_architecture}.{name}") is { } epsilon && !(epsilon >= 0))
            {
                throw Wrong(name, FormattableString.Invariant($"is {epsilon} where a number from 0 on is expected"));
            }
        }
    }

    /// <summary>Conditions that single architectures assert or divide by.</summary>
    private void RequireArchitecture()
    {
        string[] nonZero = _architecture switch
        {
            "bailingmoe2" or "glm4moe" or "grovemoe" or "llada-moe" or "smallthinker" or "lfm2moe" => ["expert_count"],
            "qwen3next" or "qwen35" or "qwen35moe" or "qwen4exp" or "minimax-01" => ["full_attention_interval"],
            "minimax-m3" => ["attention.indexer.block_size"],
            _ => [],
        };
        foreach (string name in nonZero)
        {
            if (Number(name) == 0)
            {
                throw Wrong(name, "is 0");
            }
        }

        if (_architecture is "gemma2" or "gemma3" && Heads[0] == 0)
        {
            throw Wrong("attention.head_count", "is 0 in the first block");
        }

        if (_architecture is "jamba" or "granitehybrid" && Number("ssm.inner_size") != 2L * EmbeddingLength)
        {
            throw Wrong("ssm.inner_size", "is not twice the embedding length");
        }
    }
}
