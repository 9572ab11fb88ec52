namespace LlmMiaProbe.Models;

/// <summary>How a model is shared among several GPUs. The numbers are those of llama.cpp.</summary>
public enum GpuSplit
{
    /// <summary>One GPU takes all.</summary>
    None,

    /// <summary>Whole layers, each with its KV cache.</summary>
    Layer,

    /// <summary>Layers, and the rows of their matrices.</summary>
    Row,
}
