namespace LlmMiaProbe.LlamaCpp;

/// <summary>Opens GGUF models.</summary>
public static class LlamaModels
{
}
