namespace LlmMiaProbe.Corpora;

/// <summary>The one spelling of labels in files, store and output: <c>member</c>, <c>nonmember</c>, <c>unknown</c>.</summary>
public static class MembershipText
{
    public static string ToText(this Membership label) => label switch
    {
        Membership.Member => "member",
        Membership.NonMember => "nonmember",
        _ => "unknown",
    };

    /// <summary>Accepts the three labels in any case, with <c>non-member</c> and <c>non_member</c> as spellings of the second.</summary>
    public static bool TryParse(string text, out Membership label)
    {
        switch (text.Trim().ToLowerInvariant())
        {
            case "member":
                label = Membership.Member;
                return true;
            case "nonmember" or "non-member" or "non_member":
                label = Membership.NonMember;
                return true;
            case "unknown" or "":
                label = Membership.Unknown;
                return true;
            default:
                label = Membership.Unknown;
                return false;
        }
    }
}
