namespace LlmMiaProbe.Extraction;

/// <summary>An extraction run as it is and under defences. Nothing of it is kept.</summary>
/// <param name="Documents">Documents with windows.</param>
/// <param name="Windows">Their windows.</param>
/// <param name="Characters">Characters under a suffix: what the shares are of.</param>
/// <param name="Budgets">Draws a window; one if no budget was named.</param>
/// <param name="Rows">First as it is, a row for each decoding that the run measured; then a row for each defence and decoding that is left.</param>
public sealed record SimulatedExtraction(int Documents, int Windows, long Characters, IReadOnlyList<int> Budgets, IReadOnlyList<DefendedExtraction> Rows);
