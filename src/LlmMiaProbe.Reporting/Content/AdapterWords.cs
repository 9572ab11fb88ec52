using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary>What stands behind the one fingerprint of a model with adapters.</summary>
public static class AdapterWords
{
    /// <summary>A line for the bare model and one for each adapter; none for a model without.</summary>
    public static IReadOnlyList<string> Lines(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Base is { } bare
            ?
            [
                $"of the bare model sha256 {bare.Value}",
                .. model.Adapters.Select(adapter => $"and the LoRA adapter {LoraAdapter.Named(adapter.Name, adapter.Scale)} sha256 {adapter.Sha256}"),
            ]
            : [];
    }

    /// <summary>Whether a reference is the bare model of a target with adapters.</summary>
    public static bool IsBareOf(ModelDescription reference, ModelDescription? target) => target?.Base is { } bare && bare == reference.Fingerprint;
}
