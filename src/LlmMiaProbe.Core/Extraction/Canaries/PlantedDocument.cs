using System.Text.Json.Serialization;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>A line of the planted file.</summary>
internal sealed record PlantedDocument(string Id, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlantedDocument))]
internal sealed partial class CanaryJson : JsonSerializerContext;
