using System.Buffers.Binary;

namespace LlmMiaProbe.Local.Gguf;

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
        if (parameters.ContextLength < 2)
        {
            throw parameters.Wrong("context_length", "is 1, and a token is predicted by another one before it");
        }

        parameters.RequireAttention(kind);
        parameters.RequireExperts();
        parameters.RequireRope();
        parameters.RequireEpsilon();
        GgufHeadRules.Require(parameters, kind);
        GgufArchitectureRules.Require(parameters);
        return parameters;
    }

    public double? Fraction(string name) => _file.Metadata.Float32($"{_architecture}.{name}");

    public GgufArray? List(string name) =>
        _file.Metadata.TryGet($"{_architecture}.{name}", out GgufValue? value) ? value.Content as GgufArray : null;

    public uint? Number(string name) => _file.Metadata.UInt32($"{_architecture}.{name}");

    /// <summary>A value of every block: one number for all, or a list with one for each.</summary>
    public uint[]? PerBlock(string name) => Values(name, BlockCount);

    /// <summary>A list of <paramref name="count"/> numbers, or one number that stands for all; null when the key is absent.</summary>
    public uint[]? Values(string name, int count)
    {
        string key = $"{_architecture}.{name}";
        if (!_file.Metadata.TryGet(key, out GgufValue? value))
        {
            return null;
        }

        uint[] values = new uint[count];
        if (value.Type != GgufValueType.Array)
        {
            Array.Fill(values, _file.Metadata.UInt32(key) ?? 0);
            return values;
        }

        GgufArray array = (GgufArray)value.Content;
        if (array.Count != count || array.ElementType is not (GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Bool))
        {
            throw Wrong(name, FormattableString.Invariant($"is a list of {array.Count:N0} {array.ElementType.Name()} where {count} uint32 are expected"));
        }

        byte[] bytes = _file.ReadElements(array, key, MostBlocks * sizeof(uint));
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
            : throw new ModelException(
                FormattableString.Invariant($"{file.Name} is damaged: '{key}' is {value:N0} where 1 to {most:N0} is expected: copy or download it again"));
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
    }

    private void RequireEpsilon()
    {
        foreach (string name in (string[])["attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon", "attention.group_norm_epsilon"])
        {
            if (Fraction(name) is { } epsilon && !(epsilon >= 0))
            {
                throw Wrong(name, FormattableString.Invariant($"is {epsilon} where a number from 0 on is expected"));
            }
        }
    }
}
