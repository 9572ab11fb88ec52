using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>Sizes and numeric settings of a native context.</summary>
/// <param name="SequenceTokens">Context of each sequence, tokens.</param>
/// <param name="Sequences">Sequences that may share a decode.</param>
/// <param name="BatchTokens">Tokens a decode.</param>
/// <param name="MicroBatchTokens">Tokens that are computed at once.</param>
/// <param name="Threads">Native threads.</param>
/// <param name="Numerics">Decides flash attention and the type of the KV cache.</param>
public readonly record struct ContextShape(int SequenceTokens, int Sequences, int BatchTokens, int MicroBatchTokens, int Threads, NumericPolicy Numerics)
{
    /// <summary>Upper bound of the host's logits buffer, bytes.</summary>
    public const long LogitsLimit = 256L << 20;

    /// <summary>Whether any layer is on a GPU. Where none is, no operation may go there either: which ones do depends on what shares a batch.</summary>
    public bool UsesGpu { get; init; }

    private const int MicroBatchLimit = 512;

    public int TotalTokens => SequenceTokens * Sequences;

    /// <summary>One sequence with the given context; batches shrink for large vocabularies so that the logits stay below <see cref="LogitsLimit"/>.</summary>
    public static ContextShape ForOne(int contextTokens, int vocabulary, int threads, NumericPolicy numerics)
    {
        var rows = (int)Math.Clamp(LogitsLimit / sizeof(float) / vocabulary, 1, contextTokens);
        return new ContextShape(contextTokens, 1, rows, Math.Min(rows, MicroBatchLimit), threads, numerics);
    }
}
