namespace LlmMiaProbe.Questions;

/// <summary>A passage with its only proper name taken out.</summary>
/// <param name="Passage">With <c>[MASK]</c> in place of the name.</param>
/// <param name="Name">The name as it stands in the text.</param>
internal sealed record Cloze(string Passage, string Name);
