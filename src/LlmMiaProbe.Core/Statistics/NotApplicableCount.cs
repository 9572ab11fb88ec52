namespace LlmMiaProbe.Statistics;

/// <summary>How many documents an attack could not score for one reason.</summary>
public sealed record NotApplicableCount(string Reason, int Count);
