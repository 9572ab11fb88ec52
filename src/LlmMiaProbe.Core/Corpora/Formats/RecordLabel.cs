namespace LlmMiaProbe.Corpora;

/// <summary>Labels as records spell them: the three words, and 1/0 and true/false for member and nonmember.</summary>
internal static class RecordLabel
{
    public const string Expected = "expected member, nonmember, unknown, 1, 0, true or false";

    public static bool TryParse(string text, out Membership label)
    {
        switch (text.Trim().ToLowerInvariant())
        {
            case "1" or "true":
                label = Membership.Member;
                return true;
            case "0" or "false":
                label = Membership.NonMember;
                return true;
            default:
                return MembershipText.TryParse(text, out label);
        }
    }
}
