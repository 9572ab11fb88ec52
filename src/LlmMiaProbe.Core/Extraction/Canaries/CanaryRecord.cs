using System.Text.Json.Serialization;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// A file of canaries. Sealed, it names neither secrets nor seed and can be published before training; open, it names every
/// secret and has no commitment.
/// </summary>
internal sealed record CanaryRecord
{
    public string? Format { get; init; }

    public string? Template { get; init; }

    public string? Alphabet { get; init; }

    public int Length { get; init; }

    /// <summary>References per canary that the test is going to draw.</summary>
    public int? References { get; init; }

    /// <summary>How secrets are drawn, for those who check it.</summary>
    public string? Draw { get; init; }

    /// <summary>SHA-256 of the UTF-8 text <c>nonce LF seed</c>.</summary>
    public string? SeedCommitment { get; init; }

    public int? PlantedCopies { get; init; }

    /// <summary>SHA-256 of the file of planted documents.</summary>
    public string? PlantedSha256 { get; init; }

    public IReadOnlyList<CanaryEntry>? Canaries { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CanaryRecord))]
[JsonSerializable(typeof(CanaryReveal))]
internal sealed partial class CanaryFileJson : JsonSerializerContext;
