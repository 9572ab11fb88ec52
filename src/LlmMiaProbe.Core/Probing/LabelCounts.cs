namespace LlmMiaProbe.Probing;

/// <summary>Documents of a run by label, failed ones included.</summary>
public sealed record LabelCounts(long Member, long NonMember, long Unknown);
