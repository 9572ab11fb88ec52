using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class LengthHistogramTests
{
    [Property]
    public Property The_median_is_that_of_the_sorted_lengths_exactly_or_to_a_thousandth_below() =>
        Prop.ForAll(Gen.OneOf(Gen.Choose(0, 3000), Gen.Choose(0, 1_000_000), Gen.Choose(0, int.MaxValue)).NonEmptyListOf().ToArbitrary(), lengths =>
        {
            var histogram = new LengthHistogram();
            foreach (var length in lengths)
            {
                histogram.Add(length);
            }

            var exact = lengths.Order().ElementAt((lengths.Count - 1) / 2);
            var most = exact < 2048 ? 0 : exact / 1000.0;
            Assert.InRange(histogram.Median(), exact - most, exact);
        });

    [Fact]
    public void The_median_of_nothing_is_zero() => Assert.Equal(0, new LengthHistogram().Median());
}
