using System.Text.Json.Serialization;

namespace LlmMiaProbe.Frequencies;

/// <summary>The fields of a frequency file.</summary>
internal sealed record FrequencyRecord(string? Format, string? Tokenizer, long Documents, IReadOnlyList<long>? Counts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FrequencyRecord))]
internal sealed partial class FrequencyJson : JsonSerializerContext;
