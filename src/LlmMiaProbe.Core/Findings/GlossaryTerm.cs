namespace LlmMiaProbe.Findings;

/// <summary>A word that reports use.</summary>
/// <param name="Name">The word.</param>
/// <param name="Meaning">One or two sentences.</param>
/// <param name="Formula">Null if there is none.</param>
public sealed record GlossaryTerm(string Name, string Meaning, string? Formula = null);
