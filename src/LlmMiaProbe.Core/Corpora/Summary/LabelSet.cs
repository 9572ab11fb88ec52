namespace LlmMiaProbe.Corpora;

/// <summary>Which of the known labels occur.</summary>
internal readonly record struct LabelSet(bool Member, bool NonMember)
{
    public bool IsMixed => Member && NonMember;

    public LabelSet With(Membership label) => new(Member || label == Membership.Member, NonMember || label == Membership.NonMember);
}
