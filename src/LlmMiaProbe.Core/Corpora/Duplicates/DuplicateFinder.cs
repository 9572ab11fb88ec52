namespace LlmMiaProbe.Corpora;

/// <summary>
/// Finds documents that are equal after normalisation, and documents that share most of their word 5-grams
/// (min-hash signatures in 21 bands of 6: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3).
/// Texts are not kept: a document costs about 200 bytes and the length of its id.
/// </summary>
/// <remarks>
/// A pair at similarity 0.8 is looked at with probability 0.998, one at 0.9 nearly always; whether it counts follows the
/// estimate, whose standard error at 0.8 is 0.036. Words are separated by white space, so texts of fewer than five such
/// words, and scripts that do not separate words, are compared for equality only. Of more than 64 documents that agree in
/// one band, each is compared with the 64 before it there.
/// </remarks>
internal sealed class DuplicateFinder
{
    /// <summary>Smallest estimated Jaccard similarity of near-duplicates.</summary>
    public const double NearSimilarity = 0.8;

    private const int BandLength = 6;
    private const int BandCount = MinHashSignature.Length / BandLength;
    private const int Neighbourhood = 64;

    private readonly ChunkedList<DuplicateEntry> entries = new();
    private readonly ChunkedList<MinHashSignature> signatures = new();
    private readonly IdPool ids = new();
    private readonly MinHashSketch sketch = new();

    public void Add(Document document) => Add(document, NormalisedText.Of(document.Text));

    /// <param name="document">A document.</param>
    /// <param name="normalised">Its text in the form of <see cref="NormalisedText"/>.</param>
    internal void Add(Document document, string normalised)
    {
        var hasShingles = sketch.TryMake(normalised, out var signature);
        entries.Add(new DuplicateEntry(Hash128.Of(normalised), ids.Add(document.Id), document.Label, hasShingles));
        signatures.Add(signature);
    }

    /// <summary>The duplicates among the documents added so far. The same documents in the same order give the same report.</summary>
    public DuplicateReport Find()
    {
        var originals = new int[entries.Count];
        var exact = FindExact(originals);
        return new DuplicateReport(exact.ToTally(), FindNear(originals).ToTally());
    }

    /// <summary>
    /// For each document in the order of adding, the number (from 0) of the first one that it is tied to by duplicates and
    /// near-duplicates, over any number of others; its own if there is none.
    /// </summary>
    public IReadOnlyList<int> Clusters()
    {
        int[] firsts = [.. Enumerable.Range(0, entries.Count)];
        foreach (var same in Enumerable.Range(0, entries.Count).GroupBy(i => entries[i].Text))
        {
            Array.ForEach<int>([.. same], i => Tie(same.First(), i));
        }

        ForEachNearPair([.. Enumerable.Range(0, entries.Count).Where(i => entries[i].HasShingles)], (left, right, _) => Tie(left, right));
        return [.. firsts.Select((_, i) => Root(i))];

        int Root(int i)
        {
            while (firsts[i] != i)
            {
                i = firsts[i] = firsts[firsts[i]];
            }

            return i;
        }

        void Tie(int left, int right)
        {
            var (a, b) = (Root(left), Root(right));
            firsts[Math.Max(a, b)] = Math.Min(a, b);
        }
    }

    // Sets originals[i] to the first document with the text and label of document i.
    private DuplicateRelations FindExact(int[] originals)
    {
        var relations = new DuplicateRelations(entries, ids);
        var keys = new ulong[entries.Count];
        var documents = new int[entries.Count];
        for (var i = 0; i < documents.Length; i++)
        {
            (keys[i], documents[i]) = (entries[i].Text.Low, i);
        }

        var firsts = new List<int>();
        foreach (var run in RunsOfEqualKeys(keys, documents))
        {
            firsts.Clear();
            foreach (var document in documents.AsSpan(run))
            {
                originals[document] = document;
                foreach (var first in firsts)
                {
                    var entry = entries[first];
                    if (entry.Text == entries[document].Text)
                    {
                        relations.Add(first, document, similarity: 1);
                        originals[document] = entry.Label == entries[document].Label ? first : originals[document];
                    }
                }

                if (originals[document] == document)
                {
                    firsts.Add(document);
                }
            }
        }

        relations.Inherit(originals);
        return relations;
    }

    private DuplicateRelations FindNear(int[] originals)
    {
        var relations = new DuplicateRelations(entries, ids);
        ForEachNearPair([.. Enumerable.Range(0, originals.Length).Where(i => originals[i] == i && entries[i].HasShingles)], relations.Add);
        relations.Inherit(originals);
        return relations;
    }

    private void ForEachNearPair(int[] compared, Action<int, int, double> found)
    {
        var keys = new ulong[compared.Length];
        for (var band = 0; band < BandCount; band++)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = BandKey(signatures[compared[i]].Bytes.Slice(band * BandLength, BandLength));
            }

            foreach (var run in RunsOfEqualKeys(keys, compared))
            {
                Compare(compared.AsSpan(run), found);
            }
        }
    }

    private void Compare(ReadOnlySpan<int> documents, Action<int, int, double> found)
    {
        for (var later = 1; later < documents.Length; later++)
        {
            for (var earlier = Math.Max(0, later - Neighbourhood); earlier < later; earlier++)
            {
                var (left, right) = (documents[earlier], documents[later]);
                var similarity = MinHashSignature.Similarity(ref signatures[left], ref signatures[right]);
                if (similarity >= NearSimilarity && entries[left].Text != entries[right].Text)
                {
                    found(left, right, similarity);
                }
            }
        }
    }

    // Sorts both by key; the documents of one run then stand in the order in which they were added.
    private static IEnumerable<Range> RunsOfEqualKeys(ulong[] keys, int[] documents)
    {
        Array.Sort(keys, documents);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                Array.Sort(documents, start, end - start);
            }

            yield return start..end;
            start = end;
        }
    }

    private static ulong BandKey(ReadOnlySpan<byte> band)
    {
        var key = 0UL;
        foreach (var value in band)
        {
            key = (key << 8) | value;
        }

        return key;
    }
}

/// <summary>What <see cref="DuplicateFinder"/> found.</summary>
/// <param name="Exact">Documents that are equal in the form of <see cref="NormalisedText"/>.</param>
/// <param name="Near">Documents that are not, but whose estimated similarity is 0.8 or more.</param>
public sealed record DuplicateReport(DuplicateTally Exact, DuplicateTally Near);

/// <param name="Documents">Documents that have at least one such partner.</param>
/// <param name="Examples">
/// Up to 20 pairs, ordered by the later document. Of exact duplicates only pairs with the first document of a text and label are shown.
/// </param>
public sealed record DuplicateCount(long Documents, IReadOnlyList<DuplicatePair> Examples);

/// <summary>Two documents whose texts are the same or nearly so.</summary>
/// <param name="FirstId">Id of the one that was read earlier.</param>
/// <param name="FirstLabel">Its label.</param>
/// <param name="SecondId">Id of the one that was read later.</param>
/// <param name="SecondLabel">Its label.</param>
/// <param name="Similarity">Jaccard similarity of their word 5-grams, 0 to 1: exactly 1 for exact duplicates, else estimated.</param>
public sealed record DuplicatePair(string FirstId, Membership FirstLabel, string SecondId, Membership SecondLabel, double Similarity);
