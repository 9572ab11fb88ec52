namespace LlmMiaProbe.Statistics;

/// <summary>A finite attack score of a document whose membership is known.</summary>
/// <param name="Score">Higher means more likely a member.</param>
/// <param name="IsMember">The label.</param>
/// <param name="Group">Documents of one group depend on each other: of one author or source, or near-duplicates. Null if the document stands alone.</param>
/// <param name="Copies">Near-duplicates have the same; null if there are none.</param>
public readonly record struct LabelledScore(double Score, bool IsMember, string? Group = null, string? Copies = null);
