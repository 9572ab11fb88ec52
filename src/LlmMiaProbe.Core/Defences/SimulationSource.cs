using LlmMiaProbe.Models;

namespace LlmMiaProbe.Defences;

/// <summary>What a simulation may use beside the store.</summary>
/// <param name="Model">The run's GGUF, where it lies now; null for where the run found it.</param>
/// <param name="Listed">Texts that filters of the output protect; null for each document itself.</param>
/// <param name="Lora">The adapters of the run's model, where they lie now; null or empty for where the run found them.</param>
public sealed record SimulationSource(string? Model = null, IReadOnlyList<string>? Listed = null, IReadOnlyList<LoraAdapter>? Lora = null);
