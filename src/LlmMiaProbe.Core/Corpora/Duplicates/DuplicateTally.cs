namespace LlmMiaProbe.Corpora;

/// <summary>Documents with partners, by the labels of the two. A document may count under more than one.</summary>
/// <param name="WithinLabel">Both have the same label.</param>
/// <param name="MemberAgainstNonMember">The labels contradict each other: such documents spoil an evaluation.</param>
/// <param name="AgainstUnknown">One of the two labels is unknown.</param>
public sealed record DuplicateTally(DuplicateCount WithinLabel, DuplicateCount MemberAgainstNonMember, DuplicateCount AgainstUnknown);
