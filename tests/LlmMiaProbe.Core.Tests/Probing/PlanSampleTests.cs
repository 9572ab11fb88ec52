using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class PlanSampleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(PlanSample.Most)]
    public void A_corpus_that_is_not_large_is_counted_as_a_whole(int documents)
    {
        var sample = Of(Hashes(documents));
        Assert.Equal(documents, sample.Count);
        Assert.All(Hashes(10), hash => Assert.True(sample.Takes(hash)));
    }

    [Fact]
    public void Of_a_large_corpus_about_half_as_many_as_are_allowed_or_more_are_counted()
    {
        List<ContentHash> hashes = [.. Hashes(300_000)];
        var sample = Of(hashes);
        Assert.InRange(sample.Count, PlanSample.Most / 3, PlanSample.Most);
        Assert.Equal(sample.Count, hashes.LongCount(sample.Takes));
    }

    [Fact]
    public void The_copies_of_one_text_are_counted_together()
    {
        var hash = ContentHash.Of("one text");
        var sample = Of(Enumerable.Repeat(hash, (int)PlanSample.Most + 1));
        Assert.Equal((PlanSample.Most + 1, true), (sample.Count, sample.Takes(hash)));
    }

    private static PlanSample Of(IEnumerable<ContentHash> hashes)
    {
        var sample = new PlanSample();
        foreach (var hash in hashes)
        {
            sample.Add(hash);
        }

        return sample;
    }

    private static IEnumerable<ContentHash> Hashes(int count) =>
        Enumerable.Range(0, count).Select(i => ContentHash.Of(i.ToString(CultureInfo.InvariantCulture)));
}
