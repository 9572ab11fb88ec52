using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>MIMIR: a record holds a member and a non-member, or lists of them, and is a document of each.</summary>
internal sealed class ParallelLayout : IRecordLayout
{
    private const string Member = "member";
    private const string NonMember = "nonmember";

    // Changed copies of the two texts.
    private static readonly string[] s_taken = [Member, NonMember, "member_neighbors", "nonmember_neighbors"];

    public string? LabelField => null;

    /// <summary>Whether columns of these names hold the two sides of MIMIR.</summary>
    public static bool AreSides(IReadOnlyCollection<string> columns) => columns.Contains(Member) && columns.Contains(NonMember);

    /// <summary>Whether a column of a table of MIMIR is one of the sides, whose cells may be lists.</summary>
    public static bool IsSide(string column) => column is Member or NonMember;

    public bool Accepts(JsonRecord record) => IsSide(record, Member) && IsSide(record, NonMember);

    public (string Kind, string Where) Describe(JsonRecord record) =>
        ("MIMIR", $"a member in '{Member}' and a non-member in '{NonMember}' of each record, neighbours not read");

    public RecordContent Read(JsonRecord record) =>
        new(s_taken, [.. Side(record, Member, Membership.Member), .. Side(record, NonMember, Membership.NonMember)]);

    private static bool IsSide(JsonRecord record, string name) => record.IsString(name) || record.IsList(name);

    private static IEnumerable<RecordPart> Side(JsonRecord record, string name, Membership label)
    {
        if (!record.IsList(name))
        {
            return [new RecordPart(record.Required(name), Suffix: $"#{name}", Label: label)];
        }

        return record.Element(name).EnumerateArray().Select((text, place) => text.ValueKind == JsonValueKind.String
            ? new RecordPart(text.GetString() ?? string.Empty, Suffix: FormattableString.Invariant($"#{name}{place + 1}"), Label: label)
            : throw new FormatException(FormattableString.Invariant($"entry {place + 1} of \"{name}\" is no string; expected a text")));
    }
}
