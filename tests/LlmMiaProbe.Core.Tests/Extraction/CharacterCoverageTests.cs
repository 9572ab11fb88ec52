using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class CharacterCoverageTests
{
    private static readonly Gen<(WindowPlace Place, double LogPz)> s_windows =
        from start in Gen.Choose(0, 60)
        from prefix in Gen.Choose(0, 12)
        from suffix in Gen.Choose(0, 25)
        from value in Gen.OneOf(Gen.Choose(0, 12).Select(n => -n / 2.0), Gen.Constant(double.NegativeInfinity))
        select (new WindowPlace(start, start + prefix, start + prefix + suffix), value);

    [Property(MaxTest = 500)]
    public Property Each_character_has_the_maximum_of_the_suffixes_over_it_in_whatever_order_they_come() =>
        Prop.ForAll(Gen.ListOf(s_windows).ToArbitrary(), windows =>
        {
            var coverage = new CharacterCoverage();
            windows.ForEach(window => coverage.Paint(window.Place, window.LogPz));
            var length = windows.Count == 0 ? 0 : windows.Max(window => window.Place.SuffixEnd);
            Assert.Equal(length, coverage.Series.Length);
            var expected = Enumerable.Range(0, length).Select(c => windows
                .Where(window => window.Place.SuffixStart <= c && c < window.Place.SuffixEnd)
                .Select(window => (double?)window.LogPz)
                .Max()).ToList();
            Assert.Equal(expected, coverage.Series.ToArray().Select(value => float.IsNaN(value) ? null : (double?)value));
            Assert.Equal(expected.Count(value => value is not null), coverage.Covered);
            foreach (var threshold in new[] { .5, .1, .01, .001 })
            {
                Assert.Equal(expected.Count(value => value >= Math.Log(threshold)), coverage.CountAtLeast(threshold));
            }
        });

    [Fact]
    public void The_prefix_is_never_painted()
    {
        var coverage = new CharacterCoverage();
        coverage.Paint(new WindowPlace(0, 4, 6), -1);
        Assert.Equal([float.NaN, float.NaN, float.NaN, float.NaN, -1, -1], coverage.Series.ToArray());
    }

    [Fact]
    public void A_character_at_exactly_a_threshold_reaches_it()
    {
        var coverage = new CharacterCoverage();
        foreach (var (probability, i) in new[] { .5, .1, .01, .001 }.Select((p, i) => (p, i)))
        {
            coverage.Paint(new WindowPlace(i, i, i + 1), Math.Log(probability));
            Assert.Equal(1 + i, coverage.CountAtLeast(probability));
        }
    }
}
