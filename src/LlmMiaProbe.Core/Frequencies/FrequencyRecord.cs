using System.Text.Json.Serialization;

namespace LlmMiaProbe.Frequencies;

/// <summary>The fields of a token frequency file.</summary>
internal sealed record FrequencyRecord(string? Format, string? Tokenizer, long Documents, IReadOnlyList<long>? Counts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FrequencyRecord))]
[JsonSerializable(typeof(WordFrequencyRecord))]
internal sealed partial class FrequencyJson : JsonSerializerContext;
