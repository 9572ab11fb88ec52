namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>A canary in a file.</summary>
internal sealed record CanaryEntry(string? Id, int Repetitions, string? Prefix, string? Secret);
