namespace LlmMiaProbe.Statistics;

/// <summary>
/// Which of the documents of a test depend on each other. Near-duplicates do, tested or calibrating; so do the documents of a
/// declared group that is wholly tested or wholly calibrates. A group with documents of both kinds makes no unit: whatever its
/// documents have in common is on both sides, and they are exchangeable with each other.
/// </summary>
internal sealed class TestUnits
{
    private readonly DisjointSets _units;

    /// <param name="design">
    /// Who is tested and who calibrates. With strata by group a group's documents are held against each other, so that it makes no unit.
    /// </param>
    /// <param name="documents">All documents of the run.</param>
    public TestUnits(TestDesign design, IReadOnlyList<DesignDocument> documents)
    {
        bool?[] isTested = [.. documents.Select(document => design.IsTested(document) ? true : design.IsCalibration(document) ? (bool?)false : null)];
        _units = new DisjointSets(documents.Count);
        _units.Tie(documents.Select((document, i) => isTested[i] is null ? null : document.Copies));
        if (design.Mondrian == Mondrian.Group)
        {
            return;
        }

        var sides = documents
            .Zip(isTested)
            .Where(entry => entry is { First.Group: not null, Second: not null })
            .ToLookup(entry => entry.First.Group ?? "", entry => entry.Second, StringComparer.Ordinal);
        var mixed = sides.Where(group => group.Contains(true) && group.Contains(false)).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        string?[] whole =
        [
            .. documents.Select((document, i) => isTested[i] is not null && document.Group is { } group && !mixed.Contains(group) ? group : null),
        ];
        HasGroups = whole.Where((group, i) => group is not null && isTested[i] == false).Any();
        _units.Tie(whole);
    }

    /// <summary>Whether declared groups of calibration documents make units.</summary>
    public bool HasGroups { get; }

    /// <summary>The unit of a document, the same for those that depend on it.</summary>
    public int Of(int document) => _units.RootOf(document);
}
