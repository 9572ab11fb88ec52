namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>A sequence id, below n_seq_max.</summary>
internal readonly record struct LlamaSequence(int Id);
