namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>What opens a sealed record.</summary>
internal sealed record CanaryReveal(string? Seed, string? Nonce);
