using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>Which layers of a model go to which device.</summary>
/// <param name="GpuLayers">Layers on the GPU; -1 for all, 0 for none.</param>
/// <param name="MainGpu">Number of the GPU that does it alone if nothing is split.</param>
/// <param name="Split">How layers are shared among several.</param>
public readonly record struct LayerPlacement(int GpuLayers, int MainGpu, GpuSplit Split)
{
    public static LayerPlacement Cpu { get; } = new(0, 0, GpuSplit.Layer);

    public bool UsesGpu => GpuLayers != 0;
}
