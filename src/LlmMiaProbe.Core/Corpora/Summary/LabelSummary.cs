namespace LlmMiaProbe.Corpora;

/// <summary>The documents of one label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Documents">Number of documents; the lengths are 0 if there are none.</param>
/// <param name="Bytes">Sum of their lengths in bytes of UTF-8.</param>
/// <param name="LeastBytes">Shortest length, exact.</param>
/// <param name="MedianBytes">Lower median: exact below 2,048 bytes, above that up to 0.1% too low.</param>
/// <param name="MostBytes">Longest length, exact.</param>
public sealed record LabelSummary(Membership Label, long Documents, long Bytes, int LeastBytes, int MedianBytes, int MostBytes);
