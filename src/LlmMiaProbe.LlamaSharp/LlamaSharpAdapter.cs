using LLama.Native;
using LlmMiaProbe.Local;

namespace LlmMiaProbe.LlamaSharp;

/// <summary>A LoRA adapter that LLamaSharp has loaded beside a model, which frees it.</summary>
internal sealed record LlamaSharpAdapter(string Name, LoraAdapter Loaded) : ILlamaAdapter;
