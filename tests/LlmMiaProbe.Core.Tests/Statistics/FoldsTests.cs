using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class FoldsTests
{
    [Property]
    public Property Documents_without_groups_are_dealt_evenly_from_either_set()
    {
        var sizes = from first in Gen.Choose(5, 60) from second in Gen.Choose(5, 60) from seed in Gen.Choose(0, 9) select (first, second, seed);
        return Prop.ForAll(sizes.ToArbitrary(), x =>
        {
            var documents = Make(Enumerable.Repeat(((string?)null, true), x.first).Concat(Enumerable.Repeat(((string?)null, false), x.second)));
            var folds = Folds.Make(documents, x.seed);
            Assert.False(folds.ByGroup);
            foreach (var (isFirst, total) in new[] { (true, x.first), (false, x.second) })
            {
                var sizesOf = Enumerable.Range(0, Folds.Count).Select(fold => documents.Zip(folds.Of).Count(d => d.First.IsFirst == isFirst && d.Second == fold)).ToList();
                Assert.All(sizesOf, size => Assert.InRange(size, total / Folds.Count, (total / Folds.Count) + 1));
            }
        });
    }

    [Fact]
    public void A_group_is_never_on_both_sides()
    {
        var documents = Make(from i in Enumerable.Range(0, 200) select ((string?)$"g{i * 7 % 13}", i % 2 == 0));
        var folds = Folds.Make(documents, 1);
        Assert.True(folds.ByGroup);
        Assert.All(documents.Zip(folds.Of).GroupBy(d => d.First.Group), group => Assert.Single(group.Select(d => d.Second).Distinct()));
        Assert.Equal(Folds.Count, folds.Of.Distinct().Count());
    }

    [Fact]
    public void With_too_few_groups_of_a_set_documents_are_dealt_one_by_one()
    {
        var documents = Make(from i in Enumerable.Range(0, 100) select ((string?)(i < 50 ? "one" : $"g{i}"), i < 50));
        var folds = Folds.Make(documents, 1);
        Assert.False(folds.ByGroup);
        Assert.Equal(Folds.Count, folds.Of.Take(50).Distinct().Count());
    }

    [Fact]
    public void Whatever_the_set_documents_and_groups_lie_in_the_same_parts()
    {
        var documents = Make(from i in Enumerable.Range(0, 203) select (i % 3 == 0 ? $"g{i % 21}" : (string?)null, i % 2 == 0));
        var folds = Folds.WhateverTheSet(documents);
        Assert.Equal(folds.Of, Folds.WhateverTheSet([.. documents.Select((document, i) => document with { IsFirst = i < 5 })]).Of);
        Assert.All(documents.Zip(folds.Of).Where(d => d.First.Group is not null).GroupBy(d => d.First.Group), group => Assert.Single(group.Select(d => d.Second).Distinct()));
        Assert.All(folds.Of.CountBy(fold => fold), part => Assert.InRange(part.Value, 40, 41));
    }

    private static List<FoldedDocument> Make(IEnumerable<(string? Group, bool IsFirst)> documents) =>
        [.. documents.Select((d, i) => new FoldedDocument(StableHash.Mix((ulong)i), d.Group, d.IsFirst))];
}
