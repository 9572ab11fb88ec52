using System.Globalization;
using LlmMiaProbe.Local.Adapters;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>What an adapter that was made of a difference keeps of it, in words.</summary>
internal static class AdapterText
{
    public static string Of(FactoredDifference adapter) => string.Create(
        CultureInfo.InvariantCulture,
        $"LoRA adapter of rank {adapter.Rank} for {Figures.Count(adapter.Matrices, "matrix", "matrices")}, {Figures.Count(adapter.Bytes)} bytes; the "
        + $"difference of the "
        + $"models factorised, not trained as an adapter: it keeps {Figures.Percent(adapter.Kept)} of the squared change of these matrices{Rest(adapter)}");

    private static string Rest(FactoredDifference adapter) => adapter.LeftOut.Count == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"; {Figures.Count(adapter.LeftOut.Count, "other tensor")} that changed ({Figures.Percent(adapter.LeftOutShare)} of the whole change) stay as "
        + $"in the base");
}
