namespace LlmMiaProbe.Similarity;

/// <summary>
/// The stretches that two sequences have in common, in an order that is the same in both, without overlap.
/// </summary>
/// <remarks>
/// Anchors are common n-grams (of 8, then 4, 2 and 1 symbols, each at its first eight places), of which the longest chain
/// with rising places is kept (Hunt and Szymanski 1977, patience sorting). Between anchors the search goes on with shorter
/// ones, and gaps of at most 65,536 cells are aligned exactly. Time grows as n log n.
/// </remarks>
internal sealed class MatchingBlocks
{
    /// <summary>Gaps up to this product of lengths are aligned exactly: most matches, then fewest blocks.</summary>
    public const int ExactCells = 1 << 16;

    private static readonly int[] s_anchorLengths = [8, 4, 2, 1];

    private readonly int[] _reference;
    private readonly int[] _generated;
    private readonly (int[] Reference, int[] Generated)?[] _ngrams = new (int[], int[])?[s_anchorLengths.Length];
    private readonly List<CommonSpan> _blocks = [];

    private MatchingBlocks(int[] reference, int[] generated) => (_reference, _generated) = (reference, generated);

    public static IReadOnlyList<CommonSpan> Find(int[] reference, int[] generated)
    {
        var matching = new MatchingBlocks(reference, generated);
        matching.Align(0, reference.Length, 0, generated.Length, level: 0);
        return matching._blocks;
    }

    private void Align(int referenceStart, int referenceEnd, int generatedStart, int generatedEnd, int level)
    {
        if ((long)(referenceEnd - referenceStart) * (generatedEnd - generatedStart) <= ExactCells)
        {
            foreach (var block in SmallAlignment.Find(_reference.AsSpan(referenceStart..referenceEnd), _generated.AsSpan(generatedStart..generatedEnd)))
            {
                Add(referenceStart + block.ReferenceStart, generatedStart + block.GeneratedStart, block.Length);
            }

            return;
        }

        ReadOnlySpan<int> first = _reference.AsSpan(referenceStart..referenceEnd);
        ReadOnlySpan<int> second = _generated.AsSpan(generatedStart..generatedEnd);
        var head = first.CommonPrefixLength(second);
        CommonEnds.Cut(ref first, ref second);
        var tail = referenceEnd - referenceStart - head - first.Length;
        Add(referenceStart, generatedStart, head);
        Anchor(referenceStart + head, referenceEnd - tail, generatedStart + head, generatedEnd - tail, level);
        Add(referenceEnd - tail, generatedEnd - tail, tail);
    }

    private void Anchor(int referenceStart, int referenceEnd, int generatedStart, int generatedEnd, int level)
    {
        if (level == s_anchorLengths.Length)
        {
            return;
        }

        var length = s_anchorLengths[level];
        var (reference, generated) = _ngrams[level] ??= NgramNumbers.Of(_reference, _generated, length);
        var chain = RisingChain.Find(
            NgramsIn(reference, referenceStart, referenceEnd - length + 1), NgramsIn(generated, generatedStart, generatedEnd - length + 1));
        var (fromReference, fromGenerated) = (referenceStart, generatedStart);
        foreach (var (referenceOffset, generatedOffset) in chain)
        {
            // The part of an anchor that overlaps the one before it is taken, on one side at least.
            var taken = Math.Max(0, Math.Max(fromReference - referenceStart - referenceOffset, fromGenerated - generatedStart - generatedOffset));
            if (taken < length)
            {
                var (atReference, atGenerated) = (referenceStart + referenceOffset + taken, generatedStart + generatedOffset + taken);
                Align(fromReference, atReference, fromGenerated, atGenerated, level + 1);
                Add(atReference, atGenerated, length - taken);
                (fromReference, fromGenerated) = (atReference + length - taken, atGenerated + length - taken);
            }
        }

        Align(fromReference, referenceEnd, fromGenerated, generatedEnd, level + 1);
    }

    private static ReadOnlySpan<int> NgramsIn(int[] ngrams, int start, int end) => start < end ? ngrams.AsSpan(start..end) : [];

    private void Add(int referenceStart, int generatedStart, int length)
    {
        if (length == 0)
        {
            return;
        }

        if (_blocks.Count > 0 && _blocks[^1] is var last && last.ReferenceEnd == referenceStart && last.GeneratedEnd == generatedStart)
        {
            _blocks[^1] = last with { Length = last.Length + length };
        }
        else
        {
            _blocks.Add(new CommonSpan(referenceStart, generatedStart, length));
        }
    }
}
