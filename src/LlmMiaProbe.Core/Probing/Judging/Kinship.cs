using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Which documents of a run depend on each other: near-duplicates, and those of one declared group, over any number of others.</summary>
internal static class Kinship
{
    /// <summary>The documents of a run in order, tied by what was found when they were registered.</summary>
    public static IReadOnlyList<RunDocument> Read(IProbeStore store, long run) =>
        Tie([.. store.ReadDocuments(run)], StoredEvaluation.Find(store, run)?.Health?.Copies);

    /// <summary>The same documents with <see cref="RunDocument.Copies"/> and <see cref="RunDocument.Unit"/>.</summary>
    /// <param name="documents">All documents of a run in order.</param>
    /// <param name="copies">Places of near-duplicates; null for a run of an earlier version, where equal texts alone are known.</param>
    public static IReadOnlyList<RunDocument> Tie(IReadOnlyList<RunDocument> documents, IReadOnlyList<IReadOnlyList<int>>? copies)
    {
        var names = copies is null ? Equal(documents) : Copies(documents.Count, copies);
        var units = new DisjointSets(documents.Count);
        units.Tie(names);
        units.Tie(documents.Select(document => document.Group));

        // A unit is named after its first group: by itself where the unit is that group, marked where near-duplicates tie more to it.
        var named = new Dictionary<int, string>();
        foreach (var unit in Enumerable.Range(0, documents.Count).GroupBy(units.RootOf))
        {
            if (unit.Select(i => documents[i].Group).FirstOrDefault(group => group is not null) is { } first)
            {
                named.Add(unit.Key, unit.All(i => documents[i].Group == first) ? first : LabelledScore.TiedName(first));
            }
        }

        return [.. documents.Select((document, i) => document with { Copies = names[i], Unit = named.GetValueOrDefault(units.RootOf(i)) ?? names[i] })];
    }

    /// <summary>One name for the documents of a cluster, null for all others.</summary>
    public static string?[] Copies(int documents, IReadOnlyList<IReadOnlyList<int>> clusters)
    {
        var names = new string?[documents];
        foreach (var cluster in clusters)
        {
            foreach (var document in cluster)
            {
                names[document] = $"\0{cluster[0]}";
            }
        }

        return names;
    }

    private static string?[] Equal(IReadOnlyList<RunDocument> documents) => Copies(
        documents.Count,
        [
            .. Enumerable.Range(0, documents.Count)
                .GroupBy(i => documents[i].Facts.Hash)
                .Where(same => same.Count() > 1)
                .Select(same => (IReadOnlyList<int>)[.. same]),
        ]);
}
