namespace LlmMiaProbe.Statistics;

/// <summary>A finite attack score of a document whose membership is known.</summary>
/// <param name="Score">Higher means more likely a member.</param>
/// <param name="IsMember">The label.</param>
/// <param name="Group">Author or source; documents of one group are not independent. Null if the document stands alone.</param>
public readonly record struct LabelledScore(double Score, bool IsMember, string? Group = null);
