namespace LlmMiaProbe.Frequencies;

/// <summary>The fields of a word frequency file.</summary>
internal sealed record WordFrequencyRecord(string? Format, long Documents, IReadOnlyDictionary<string, long>? Counts);
