namespace LlmMiaProbe.Corpora;

/// <summary>What is remembered of a document when duplicates are looked for.</summary>
internal readonly record struct DuplicateEntry(Hash128 Text, IdPosition Id, Membership Label, bool HasShingles)
{
    public LabelRelation RelationTo(in DuplicateEntry other) =>
        Label == other.Label ? LabelRelation.Same
        : Label == Membership.Unknown || other.Label == Membership.Unknown ? LabelRelation.AgainstUnknown
        : LabelRelation.Contradicting;
}
