namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>A token id; a type of its own so that it is not taken for a position or a sequence.</summary>
internal readonly record struct LlamaToken(int Id);
