namespace LlmMiaProbe.Testing.Gguf;

/// <summary>A Llama-architecture model with seeded random weights: nonsense that the native library loads, tokenises with and decodes.</summary>
public sealed record RandomLlamaModel
{
    private const int F32 = 0;
    private const int F16 = 1;

    public int Seed { get; init; } = 1;

    public int VocabularySize { get; init; } = 300;

    /// <summary>Embedding length; a multiple of twice <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 32;

    public int Layers { get; init; } = 1;

    public int Heads { get; init; } = 2;

    public int FeedForwardWidth { get; init; } = 64;

    public int ContextLength { get; init; } = 128;

    /// <summary>Weight matrices in F32 instead of F16.</summary>
    public bool FullPrecision { get; init; }

    /// <summary>The output matrix is the embedding matrix.</summary>
    public bool TiedEmbeddings { get; init; }

    public bool AddsBos { get; init; } = true;

    /// <summary>Whether the file says which tokens are BOS and EOS.</summary>
    public bool NamesSpecialTokens { get; init; } = true;

    public string Name { get; init; } = "random";

    /// <summary>Another one has the keys of its name and the tensors of a llama.</summary>
    public string Architecture { get; init; } = "llama";

    /// <summary>Numbers of the architecture, in place of those above or beside them.</summary>
    public IReadOnlyDictionary<string, uint> Numbers { get; init; } = new Dictionary<string, uint>();

    public void Save(string path) => ToWriter().Save(path);

    public byte[] ToArray() => ToWriter().ToArray();

    /// <summary>For tests that add to the model or break it before it is written.</summary>
    public GgufWriter ToWriter()
    {
        GgufWriter writer = AddTokenizer(AddParameters(new GgufWriter()));
        AddTensors(writer);
        return writer;
    }

    public GgufWriter AddParameters(GgufWriter writer)
    {
        writer
            .Add("general.architecture", Architecture)
            .Add("general.name", Name)
            .Add("general.file_type", FullPrecision ? 0U : 1U)
            .Add($"{Architecture}.attention.layer_norm_rms_epsilon", 1e-5f)
            .Add($"{Architecture}.rope.freq_base", 10_000f);
        Dictionary<string, uint> numbers = new()
        {
            ["context_length"] = (uint)ContextLength,
            ["embedding_length"] = (uint)Width,
            ["block_count"] = (uint)Layers,
            ["feed_forward_length"] = (uint)FeedForwardWidth,
            ["attention.head_count"] = (uint)Heads,
            ["attention.head_count_kv"] = (uint)Heads,
            ["rope.dimension_count"] = (uint)(Width / Heads),
            ["vocab_size"] = (uint)VocabularySize,
        };
        foreach ((string key, uint value) in numbers.Where(number => !Numbers.ContainsKey(number.Key)).Concat(Numbers))
        {
            writer.Add($"{Architecture}.{key}", value);
        }

        return writer;
    }

    public GgufWriter AddTokenizer(GgufWriter writer)
    {
        ByteLevelVocabulary vocabulary = new(VocabularySize);
        writer
            .Add("tokenizer.ggml.model", "gpt2")
            .Add("tokenizer.ggml.pre", "gpt-2")
            .Add("tokenizer.ggml.tokens", vocabulary.Tokens)
            .Add("tokenizer.ggml.token_type", vocabulary.TokenTypes)
            .Add("tokenizer.ggml.merges", vocabulary.Merges);
        if (NamesSpecialTokens)
        {
            writer.Add("tokenizer.ggml.bos_token_id", (uint)vocabulary.Bos).Add("tokenizer.ggml.eos_token_id", (uint)vocabulary.Eos);
        }

        return writer
            .Add("tokenizer.ggml.add_bos_token", AddsBos)
            .Add("tokenizer.ggml.add_eos_token", false);
    }

    public void AddTensors(GgufWriter writer)
    {
        Matrix(writer, "token_embd.weight", Width, VocabularySize, 1.0 / Width);
        if (!TiedEmbeddings)
        {
            Matrix(writer, "output.weight", Width, VocabularySize, 1.0 / Width);
        }

        Ones(writer, "output_norm.weight");
        for (int layer = 0; layer < Layers; layer++)
        {
            string block = FormattableString.Invariant($"blk.{layer}.");
            Ones(writer, block + "attn_norm.weight");
            Ones(writer, block + "ffn_norm.weight");
            Matrix(writer, block + "attn_q.weight", Width, Width, 1.0 / Width);
            Matrix(writer, block + "attn_k.weight", Width, Width, 1.0 / Width);
            Matrix(writer, block + "attn_v.weight", Width, Width, 1.0 / Width);
            Matrix(writer, block + "attn_output.weight", Width, Width, 1.0 / Width);
            Matrix(writer, block + "ffn_gate.weight", Width, FeedForwardWidth, 1.0 / Width);
            Matrix(writer, block + "ffn_up.weight", Width, FeedForwardWidth, 1.0 / Width);
            Matrix(writer, block + "ffn_down.weight", FeedForwardWidth, Width, 1.0 / FeedForwardWidth);
        }
    }

    private void Matrix(GgufWriter writer, string name, int columns, int rows, double variance)
    {
        long count = (long)columns * rows;

        // The name, not the place, selects the numbers: a model with more layers shares the first ones.
        ulong state = name.Aggregate((ulong)(uint)Seed + 0x9E3779B97F4A7C15UL, (hash, letter) => (hash ^ letter) * 0x100000001B3UL);
        writer.AddTensor(name, FullPrecision ? F32 : F16, [columns, rows], count * (FullPrecision ? 4 : 2), stream => Weights(stream, count, state, variance));
    }

    private void Ones(GgufWriter writer, string name)
    {
        byte[] content = new byte[Width * 4];
        for (int index = 0; index < Width; index++)
        {
            BitConverter.TryWriteBytes(content.AsSpan(index * 4), 1f);
        }

        writer.AddTensor(name, F32, [Width], content);
    }

    /// <summary>Numbers from a uniform distribution with the given variance.</summary>
    private void Weights(Stream stream, long count, ulong state, double variance)
    {
        float scale = (float)(Math.Sqrt(3 * variance) / (1 << 23));
        int size = FullPrecision ? 4 : 2;
        byte[] chunk = new byte[64 * 1024];
        int filled = 0;
        for (long index = 0; index < count; index++)
        {
            // splitmix64 (Steele, Lea, Flood 2014)
            ulong mixed = state += 0x9E3779B97F4A7C15UL;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            mixed ^= mixed >> 31;
            float weight = ((int)(mixed >> 40) - (1 << 23)) * scale;
            if (FullPrecision)
            {
                BitConverter.TryWriteBytes(chunk.AsSpan(filled), weight);
            }
            else
            {
                BitConverter.TryWriteBytes(chunk.AsSpan(filled), (Half)weight);
            }

            filled += size;
            if (filled == chunk.Length)
            {
                stream.Write(chunk);
                filled = 0;
            }
        }

        stream.Write(chunk, 0, filled);
    }
}
