using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>
/// Finds near-duplicates for statistics: documents that share at least half of the distinct word 8-grams of the shorter one, and
/// texts of fewer words that are the same words. Case, punctuation and white space play no part. Keeps at most 48 numbers a
/// document, the smallest hashes of its 8-grams (Broder 1997, "On the resemblance and containment of documents").
/// </summary>
/// <remarks>
/// The share is exact for texts of up to 55 words and an estimate beyond, with a standard error of about .07 at one half. A text
/// inside of one that is many times as long is not found. Duplicates that a corpus check names need a similarity of .8; for
/// statistics it is enough that one text tells most of what the other does.
/// </remarks>
internal sealed class CopyFinder
{
    /// <summary>Smallest share of common 8-grams.</summary>
    public const double LeastShare = 0.5;

    private const int Words = NgramSketch.Words;
    private const int Most = 48;

    // An estimate from fewer would be chance.
    private const int FewestCompared = 8;

    // Of many documents with one 8-gram each is compared with so many before it; what ties them all shows at other 8-grams, too.
    private const int Neighbourhood = 8;

    // The index of all hashes is made in so many parts, one after the other, to take less memory.
    private const ulong Parts = 16;

    private const ulong ShortSeed = 0x5348_4F52_5400;

    private readonly List<ulong[]> _sketches = [];

    /// <param name="normalised">The text in the form of <see cref="Corpora.NormalisedText"/>.</param>
    /// <param name="tokens">Its tokens.</param>
    public void Add(string normalised, IReadOnlyList<TextToken> tokens)
    {
        ulong[] words = [.. tokens.Where(token => token.IsWord).Select(token => token.Hash)];
        if (words.Length < Words)
        {
            var all = words.Aggregate(ShortSeed + (ulong)words.Length, (hash, word) => StableHash.Mix(hash ^ word));
            _sketches.Add([words.Length == 0 ? StableHash.Of(normalised, ShortSeed) : all]);
            return;
        }

        var grams = new ulong[words.Length - Words + 1];
        for (var i = 0; i < grams.Length; i++)
        {
            foreach (var word in words.AsSpan(i, Words))
            {
                grams[i] = StableHash.Mix(grams[i] ^ word);
            }
        }

        Array.Sort(grams);
        _sketches.Add([.. grams.Distinct().Take(Most)]);
    }

    /// <summary>Places (from 0, in the order of adding) of documents that are tied to each other, over any number of others.</summary>
    /// <returns>Clusters of two or more, each rising, in order of their first.</returns>
    public IReadOnlyList<IReadOnlyList<int>> Clusters()
    {
        var ties = new DisjointSets(_sketches.Count);
        for (var part = 0UL; part < Parts; part++)
        {
            TieByHashes(part, ties);
        }

        return ties.Sets();
    }

    private void TieByHashes(ulong part, DisjointSets ties)
    {
        var (hashes, places) = (new List<ulong>(), new List<int>());
        for (var i = 0; i < _sketches.Count; i++)
        {
            foreach (var hash in _sketches[i].Where(hash => hash % Parts == part))
            {
                hashes.Add(hash);
                places.Add(i);
            }
        }

        var (keys, documents) = (hashes.ToArray(), places.ToArray());
        Array.Sort(keys, documents);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            Tie(documents.AsSpan(start, end - start), ties);
            start = end;
        }
    }

    private void Tie(Span<int> documents, DisjointSets ties)
    {
        documents.Sort();
        for (var later = 1; later < documents.Length; later++)
        {
            for (var earlier = Math.Max(0, later - Neighbourhood); earlier < later; earlier++)
            {
                if (!ties.AreTied(documents[earlier], documents[later]) && Share(_sketches[documents[earlier]], _sketches[documents[later]]) >= LeastShare)
                {
                    ties.Tie(documents[earlier], documents[later]);
                }
            }
        }
    }

    /// <summary>How many of the 8-grams of the shorter text the longer one has, as far as both sketches reach.</summary>
    private static double Share(ulong[] left, ulong[] right)
    {
        var reach = Math.Min(left.Length < Most ? ulong.MaxValue : left[^1], right.Length < Most ? ulong.MaxValue : right[^1]);
        var (i, j, common) = (0, 0, 0);
        while (i < left.Length && j < right.Length && left[i] <= reach && right[j] <= reach)
        {
            common += left[i] == right[j] ? 1 : 0;
            (i, j) = (left[i] <= right[j] ? i + 1 : i, right[j] <= left[i] ? j + 1 : j);
        }

        var compared = Math.Min(left.Count(hash => hash <= reach), right.Count(hash => hash <= reach));
        return compared < Math.Min(FewestCompared, Math.Min(left.Length, right.Length)) ? 0 : (double)common / compared;
    }
}
