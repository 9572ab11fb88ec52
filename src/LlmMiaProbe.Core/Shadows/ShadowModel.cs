using System.Text.Json.Serialization;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Shadows;

/// <summary>A model like the target whose training documents are known: a GGUF file, or scores that were made with it elsewhere.</summary>
/// <param name="Number">1-based place in the manifest.</param>
/// <param name="File">Absolute path of the GGUF file, or of the table of scores.</param>
/// <param name="Column">Its column in the table of scores; null for a GGUF file.</param>
/// <param name="TrainedOn">Documents of the manifest that it was trained on.</param>
public sealed record ShadowModel(int Number, string File, string? Column, int TrainedOn)
{
    /// <summary>Adapters that a GGUF file is evaluated with, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<LoraAdapter> Lora { get; init; } = [];

    /// <summary>Lora as JSON has it, which says nothing where there is none: so did versions that knew of none.</summary>
    [JsonInclude]
    [JsonPropertyName("lora")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<LoraAdapter>? StoredLora
    {
        get => Lora.Count == 0 ? null : Lora;
        init => Lora = value ?? [];
    }

    [JsonIgnore]
    public ModelRole Role => ModelRole.Shadow(Number);

    /// <summary>For people.</summary>
    [JsonIgnore]
    public string Name => Column ?? Files.Name;

    /// <summary>What is opened, unless <see cref="IsImported"/>.</summary>
    [JsonIgnore]
    public ModelFiles Files => new(File, Lora);

    /// <summary>Whether its scores are imported, so that it is not opened.</summary>
    [JsonIgnore]
    public bool IsImported => Column is not null;

    public bool Equals(ShadowModel? other) => other is not null
        && (Number, File, Column, TrainedOn) == (other.Number, other.File, other.Column, other.TrainedOn) && Lora.SequenceEqual(other.Lora);

    public override int GetHashCode() => HashCode.Combine(Number, File, Column, TrainedOn, Lora.Count);
}
