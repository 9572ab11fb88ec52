namespace LlmMiaProbe.Probing;

/// <summary>What the tokens of a line spell.</summary>
/// <param name="Scored">A piece for each entry of <c>logProb</c>.</param>
/// <param name="First">The first token where it has no entry.</param>
/// <param name="Text">The text as the line says it, or null.</param>
internal sealed record ImportedPieces(IReadOnlyList<ImportedPiece> Scored, ImportedPiece? First, string? Text);
