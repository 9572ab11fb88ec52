namespace LlmMiaProbe.Findings.Health;

/// <summary>The documents of one set with the smallest keys: a random sample that does not depend on their order.</summary>
internal sealed class TraitsSample
{
    /// <summary>Documents kept of a set; with so many in two sets that do not differ, an AUC is off by about 0.01.</summary>
    public const int Most = 2000;

    private readonly PriorityQueue<DocumentTraits, ulong> _largestFirst = new(Comparer<ulong>.Create((left, right) => right.CompareTo(left)));

    /// <summary>All documents of the set.</summary>
    public int Documents { get; private set; }

    public int Sampled => _largestFirst.Count;

    /// <summary>In order of their keys.</summary>
    public IReadOnlyList<DocumentTraits> Traits => [.. _largestFirst.UnorderedItems.Select(item => item.Element).OrderBy(traits => traits.Key)];

    /// <summary>Counts a document and says whether <see cref="Add"/> would keep it.</summary>
    public bool Count(ulong key)
    {
        Documents++;
        return _largestFirst.Count < Most || (_largestFirst.TryPeek(out _, out var largest) && key < largest);
    }

    public void Add(DocumentTraits traits)
    {
        _largestFirst.Enqueue(traits, traits.Key);
        if (_largestFirst.Count > Most)
        {
            _largestFirst.Dequeue();
        }
    }
}
