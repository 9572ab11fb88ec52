namespace LlmMiaProbe.Reporting;

/// <summary>What a GGUF says about itself and how it would be scored.</summary>
public sealed record ModelOutput
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of the file, or of base and adapters.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the fingerprint of a model with adapters is made of, a line each; empty without adapters.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    public required string Architecture { get; init; }

    public required string Quantization { get; init; }

    public required long Parameters { get; init; }

    /// <summary>Bytes.</summary>
    public required long FileSize { get; init; }

    /// <summary>Tokens in training.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Tokens.</summary>
    public required int VocabularySize { get; init; }

    public required string Tokenizer { get; init; }

    /// <summary>In words, with who says so.</summary>
    public required string AddsBos { get; init; }

    /// <summary>How numbers would be computed.</summary>
    public required string Policy { get; init; }

    /// <summary>Bytes beside the weights, estimated.</summary>
    public required long WorkingMemory { get; init; }

    /// <summary>What is odd about the file, a sentence each.</summary>
    public required IReadOnlyList<string> Doubts { get; init; }
}
