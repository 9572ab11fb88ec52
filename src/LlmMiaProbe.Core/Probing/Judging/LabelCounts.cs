namespace LlmMiaProbe.Probing;

/// <summary>Documents of a run by label, failed ones included.</summary>
/// <param name="Member">Documents labelled member.</param>
/// <param name="NonMember">Documents labelled nonmember, without those that serve only as calibration.</param>
/// <param name="Unknown">Documents without a label.</param>
/// <param name="Calibration">Documents that serve only as calibration.</param>
public sealed record LabelCounts(long Member, long NonMember, long Unknown, long Calibration = 0);
