using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Comparisons;

/// <summary>Finds the documents of one run in another by the hash of their text and their label.</summary>
internal sealed class DocumentPairing
{
    private DocumentPairing(IReadOnlyList<DocumentPair> pairs, PairingCounts counts) => (Pairs, Counts) = (pairs, counts);

    /// <summary>In order of the text's hash, whatever the order of the corpora.</summary>
    public IReadOnlyList<DocumentPair> Pairs { get; }

    public PairingCounts Counts { get; }

    /// <summary>Of documents with the same text and label, the first is paired with the first.</summary>
    public static DocumentPairing Of(IEnumerable<RunDocument> earlier, IEnumerable<RunDocument> later)
    {
        var (left, right) = (earlier.ToLookup(Hash, StringComparer.Ordinal), later.ToLookup(Hash, StringComparer.Ordinal));
        var pairs = new List<DocumentPair>();
        var (onlyEarlier, onlyLater, relabelled) = (0, 0, 0);
        foreach (var hash in left.Select(same => same.Key).Union(right.Select(same => same.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (before, after) = (left[hash].ToList(), right[hash].ToList());
            foreach (var document in right[hash])
            {
                if (before.Find(other => (other.Label, other.Calibrates) == (document.Label, document.Calibrates)) is { } same)
                {
                    pairs.Add(new DocumentPair(same, document));
                    before.Remove(same);
                    after.Remove(document);
                }
            }

            var changed = Math.Min(before.Count, after.Count);
            relabelled += changed;
            onlyEarlier += before.Count - changed;
            onlyLater += after.Count - changed;
        }

        return new DocumentPairing(pairs, new PairingCounts(pairs.Count, onlyEarlier, onlyLater, relabelled));
    }

    private static string Hash(RunDocument document) => document.Facts.Hash.Hex;
}

/// <summary>One text in two runs.</summary>
internal sealed record DocumentPair(RunDocument Earlier, RunDocument Later);

/// <summary>What the documents of two runs have in common. Documents are the same if their text is.</summary>
/// <param name="Paired">In both, with the same label.</param>
/// <param name="OnlyEarlier">In the earlier run only.</param>
/// <param name="OnlyLater">In the later run only.</param>
/// <param name="Relabelled">In both, but with another label or another part in calibration; not compared.</param>
public sealed record PairingCounts(int Paired, int OnlyEarlier, int OnlyLater, int Relabelled);
