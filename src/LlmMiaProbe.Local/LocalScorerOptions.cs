using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>How a local model is to be evaluated.</summary>
public sealed record LocalScorerOptions
{
    public NumericPolicy Numerics { get; init; } = NumericPolicy.Exact;

    public BosPolicy Bos { get; init; } = BosPolicy.Auto;

    /// <summary>Context in tokens; null for the model's own, at most 2,048.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Native threads; null for one per core. Never more than cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Layers on the GPU; -1 for all.</summary>
    public int GpuLayers { get; init; }

    /// <summary>Number of the GPU that takes all layers if nothing is split.</summary>
    public int MainGpu { get; init; }

    /// <summary>How layers are shared among several GPUs.</summary>
    public GpuSplit Split { get; init; } = GpuSplit.Layer;

    /// <summary>Compute on the CPU where GPU layers are asked for and no GPU is there; otherwise that is an error.</summary>
    public bool AllowCpu { get; init; }

    /// <summary>Compute 16-bit weights in 32 bits through a temporary 32-bit copy of the model; on the CPU only.</summary>
    public bool WidenWeights { get; init; } = true;

    /// <summary>
    /// What stands for the engine in policies; null for the engine itself. Only for a model that is not asked, to find what another machine
    /// computed.
    /// </summary>
    public string? EngineIdentity { get; init; }

    /// <summary>Threads that will be used: the native barrier spins, so more threads than cores cost a factor of ten.</summary>
    public int EffectiveThreads => Math.Clamp(Threads ?? Environment.ProcessorCount, 1, Environment.ProcessorCount);
}
