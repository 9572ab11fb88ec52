using LlmMiaProbe.Local;

namespace LlmMiaProbe.LlamaCpp;

/// <summary>A LoRA adapter beside a model, which frees it.</summary>
/// <param name="Name">File name.</param>
/// <param name="Pointer">A <c>llama_adapter_lora</c>.</param>
internal sealed record LlamaAdapter(string Name, nint Pointer) : ILlamaAdapter;
