using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class RunPartsTests
{
    private static readonly Gen<(long Cost, int Characters)> s_document = from cost in Gen.Choose(1, 5000)
        from characters in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 50_000))
        select ((long)cost, characters);

    [Property(MaxTest = 300)]
    public Property Every_document_and_every_place_in_it_belongs_to_one_part() => Prop.ForAll(
        (from documents in s_document.ListOf() from parts in Gen.Choose(1, 40) from stride in Gen.Choose(1, 500) select (documents, parts, stride))
            .Where(run => run.documents.Count > 0)
            .ToArbitrary(),
        run =>
        {
            var (documents, count, stride) = run;
            var places = RunParts.Places([.. documents.Select(one => one.Cost)], [.. documents.Select(one => one.Characters)], stride, count);
            var parts = places.Zip(places.Skip(1), (from, to) => new RunPart(from, to, "")).ToList();
            Assert.InRange(parts.Count, 1, count);
            Assert.Equal((new PartPlace(0, 0), new PartPlace(documents.Count, 0)), (places[0], places[^1]));
            for (var document = 0; document < documents.Count; document++)
            {
                var own = parts.Where(part => part.Has(document)).ToList();
                Assert.NotEmpty(own);
                for (var start = 0; start < Math.Max(1, documents[document].Characters); start += stride)
                {
                    Assert.Single(own, part => part.StartsIn(document).Has(start));
                }

                Assert.True(documents[document].Characters > 0 || own.Count == 1);
            }

            Assert.All(parts, part => Assert.Equal(part.Documents, Enumerable.Range(0, documents.Count).Count(document => part.Has(document))));
        });

    [Fact]
    public void Parts_cost_about_the_same()
    {
        var places = RunParts.Places([.. Enumerable.Repeat(10L, 100)], [.. Enumerable.Repeat(0, 100)], 1, 4);
        Assert.Equal([0L, 25, 50, 75, 100], places.Select(place => place.Document));
        var book = RunParts.Places([1000], [10_000], 10, 4);
        Assert.Equal([0, 2500, 5000, 7500, 0], book.Select(place => place.Character));
    }
}
