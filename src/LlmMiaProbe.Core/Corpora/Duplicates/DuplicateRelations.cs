namespace LlmMiaProbe.Corpora;

/// <summary>Gathers, for each document, the relations it has to its partners, and the first pairs of each relation.</summary>
internal sealed class DuplicateRelations(ChunkedList<DuplicateEntry> entries, IdPool ids)
{
    private readonly LabelRelation[] relations = new LabelRelation[entries.Count];
    private readonly DuplicateExamples same = new();
    private readonly DuplicateExamples contradicting = new();
    private readonly DuplicateExamples againstUnknown = new();

    public void Add(int left, int right, double similarity)
    {
        var relation = entries[left].RelationTo(entries[right]);
        relations[left] |= relation;
        relations[right] |= relation;
        ExamplesOf(relation).Offer(Math.Min(left, right), Math.Max(left, right), similarity);
    }

    /// <summary>Gives every document the relations of the first one with its text and label.</summary>
    public void Inherit(int[] originals)
    {
        for (var i = 0; i < originals.Length; i++)
        {
            relations[i] |= relations[originals[i]];
        }
    }

    public DuplicateTally ToTally() =>
        new(Count(LabelRelation.Same), Count(LabelRelation.Contradicting), Count(LabelRelation.AgainstUnknown));

    private DuplicateCount Count(LabelRelation relation) =>
        new(relations.Count(found => found.HasFlag(relation)), [.. ExamplesOf(relation).Pairs.Select(Describe)]);

    private DuplicatePair Describe((int Earlier, int Later, double Similarity) pair)
    {
        var (first, second) = (entries[pair.Earlier], entries[pair.Later]);
        return new DuplicatePair(ids[first.Id], first.Label, ids[second.Id], second.Label, pair.Similarity);
    }

    private DuplicateExamples ExamplesOf(LabelRelation relation) => relation switch
    {
        LabelRelation.Same => same,
        LabelRelation.Contradicting => contradicting,
        _ => againstUnknown,
    };
}
