namespace LlmMiaProbe.Findings.Health;

/// <param name="Language">A language of Latin script, another script, or <c>no letters</c>.</param>
/// <param name="First">Share of the documents of the first set, 0 to 1.</param>
/// <param name="Second">Share of the documents of the second set, 0 to 1.</param>
public sealed record LanguageShare(string Language, double First, double Second);
