namespace LlmMiaProbe.Questions;

/// <summary>A passage of a document and its rewritings.</summary>
/// <param name="Passage">As it stands in the document.</param>
/// <param name="Rewritings">As many as were asked for, or none.</param>
/// <param name="Reason">Why there are none; else null.</param>
internal sealed record RewrittenPassage(string Passage, IReadOnlyList<string> Rewritings, string? Reason);
