using System.Numerics;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Statistics;

/// <summary>Parts of some documents, for cross-validation or to fit on one and judge on another. A group lies in one part with all its documents.</summary>
internal sealed class Folds
{
    /// <summary>Parts for cross-validation.</summary>
    public const int Count = 5;

    private Folds(int[] of, bool byGroup) => (Of, ByGroup) = (of, byGroup);

    /// <summary>The part of each document.</summary>
    public int[] Of { get; }

    /// <summary>Whether groups were kept together.</summary>
    public bool ByGroup { get; }

    /// <summary>
    /// About the same share of either set in each part. Groups are taken apart if a set has fewer than
    /// <see cref="IntervalStatement.FewestGroups"/> of them.
    /// </summary>
    /// <param name="documents">At least as many of either set as there are parts.</param>
    /// <param name="seed">Decides among equals.</param>
    /// <param name="parts">At least 2.</param>
    public static Folds Make(IReadOnlyList<FoldedDocument> documents, int seed, int parts = Count)
    {
        var grouped = Grouped(documents);
        var byGroup = grouped.Count < documents.Count && IsSpread(true) && IsSpread(false);
        return new Folds(Deal(byGroup ? grouped : Alone(documents), documents, seed, parts), byGroup);

        bool IsSpread(bool isFirst) =>
            grouped.Count(unit => unit.Documents.Exists(i => documents[i].IsFirst == isFirst)) >= IntervalStatement.FewestGroups;
    }

    /// <summary>About a fifth of all documents in each part, as far as groups allow; what set a document belongs to plays no part.</summary>
    public static Folds WhateverTheSet(IReadOnlyList<FoldedDocument> documents)
    {
        FoldedDocument[] alike = [.. documents.Select(document => document with { IsFirst = true })];
        var grouped = Grouped(alike);
        return new Folds(Deal(grouped, alike, seed: 0, Count), grouped.Count < documents.Count);
    }

    private static List<(ulong Key, List<int> Documents)> Alone(IReadOnlyList<FoldedDocument> documents) =>
        [.. Enumerable.Range(0, documents.Count).Select(i => (documents[i].Key, new List<int> { i }))];

    private static List<(ulong Key, List<int> Documents)> Grouped(IReadOnlyList<FoldedDocument> documents) =>
    [
        .. Alone(documents).Where(unit => documents[unit.Documents[0]].Group is null),
        .. Enumerable.Range(0, documents.Count).Where(i => documents[i].Group is not null)
            .GroupBy(i => documents[i].Group, StringComparer.Ordinal)
            .Select(group => (StableHash.Of(group.Key), group.ToList())),
    ];

    // The largest first (to a factor of two, so that another seed deals otherwise), each to the part that has least of what it brings.
    private static int[] Deal(List<(ulong Key, List<int> Documents)> units, IReadOnlyList<FoldedDocument> documents, int seed, int parts)
    {
        var folds = new int[documents.Count];
        var held = new int[parts, 2];
        foreach (var (_, members) in units
            .OrderByDescending(unit => BitOperations.Log2((uint)unit.Documents.Count))
            .ThenBy(unit => StableHash.Mix(unit.Key ^ StableHash.Mix((ulong)seed))))
        {
            var first = members.Count(i => documents[i].IsFirst);
            var second = members.Count - first;
            var fold = Enumerable.Range(0, parts).MinBy(f => ((long)first * held[f, 0]) + ((long)second * held[f, 1]));
            held[fold, 0] += first;
            held[fold, 1] += second;
            members.ForEach(i => folds[i] = fold);
        }

        return folds;
    }
}

/// <summary>A document as a split sees it.</summary>
/// <param name="Key">A number that stands for its id: decides whatever the order in which documents were read.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="IsFirst">Whether it belongs to the first of the two sets.</param>
internal readonly record struct FoldedDocument(ulong Key, string? Group, bool IsFirst);
