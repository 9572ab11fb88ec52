namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>A position within a sequence.</summary>
internal readonly record struct LlamaPosition(int Value);
