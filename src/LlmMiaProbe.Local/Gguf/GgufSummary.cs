namespace LlmMiaProbe.Local.Gguf;

/// <summary>What a model file says about itself, after it was found fit for scoring.</summary>
public sealed record GgufSummary
{
    public required string Architecture { get; init; }

    /// <summary>The model's own name, or null.</summary>
    public required string? Name { get; init; }

    /// <summary>Storage type of the weights, as llama.cpp names it: F16, Q8_0, Q4_K_M.</summary>
    public required string Quantization { get; init; }

    /// <summary>Context length of training, tokens.</summary>
    public required int ContextLength { get; init; }

    public required int BlockCount { get; init; }

    public required int EmbeddingLength { get; init; }

    public required GgufTokenizer Tokenizer { get; init; }

    public required long ParameterCount { get; init; }

    /// <summary>Whether any weight matrix is stored as F32. The native code's F32 products change in the last bits with the batch.</summary>
    public required bool HasF32Matrix { get; init; }

    /// <summary>Whether the model keeps a recurrent state, in all layers or in some.</summary>
    public required bool IsRecurrent { get; init; }

    /// <summary>The files of the model; the first is the one to load.</summary>
    public required IReadOnlyList<string> Shards { get; init; }

    /// <summary>Bytes on disk, all shards.</summary>
    public required long TotalSize { get; init; }
}
