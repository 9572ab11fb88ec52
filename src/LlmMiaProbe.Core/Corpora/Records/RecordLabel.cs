using System.Text;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Corpora;

/// <summary>Labels as records spell them.</summary>
internal static partial class RecordLabel
{
    public const string Expected =
        "expected member or nonmember, 1 or 0, true or false, train or test, seen or unseen, or unknown (null or empty is unknown, too)";

    public const string Remedy = "if it is no label, add --label-field none; if another field is, name that one";

    /// <summary>
    /// Whether a spelling says what it claims to. What was held out of training is a non-member. A validation set is not said to
    /// be one: models are often trained on it in the end.
    /// </summary>
    public static bool TryParse(string text, out Membership label)
    {
        var spelling = text.Trim().ToLowerInvariant();
        switch (spelling)
        {
            case "true" or "members" or "train" or "training" or "seen":
                label = Membership.Member;
                return true;
            case "false" or "nonmembers" or "non member" or "non-members" or "non_members" or "not member"
                or "test" or "testing" or "heldout" or "held-out" or "held_out" or "held out" or "holdout" or "unseen":
                label = Membership.NonMember;
                return true;
            case var number when One().IsMatch(number):
                label = Membership.Member;
                return true;
            case var number when Zero().IsMatch(number):
                label = Membership.NonMember;
                return true;
            default:
                return MembershipText.TryParse(spelling, out label);
        }
    }

    /// <summary>A label as it is written in JSON, for <see cref="TryParse"/> and for messages.</summary>
    public static string TextOf(ReadOnlySpan<byte> value) =>
        JsonRecord.StringOf(value) ?? (value[0] is (byte)'{' or (byte)'[' ? "a list or object" : Encoding.UTF8.GetString(value));

    [GeneratedRegex(@"\A1(\.0{1,20})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex One();

    [GeneratedRegex(@"\A0(\.0{1,20})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Zero();
}
