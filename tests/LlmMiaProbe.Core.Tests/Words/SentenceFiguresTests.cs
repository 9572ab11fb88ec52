using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Core.Tests.Words;

public sealed class SentenceFiguresTests
{
    [Theory]
    [InlineData(397, 400, "99.2%")]
    [InlineData(396, 400, "99.0%")]
    [InlineData(99, 100, "99%")]
    [InlineData(39, 40, "97%")]
    [InlineData(9_999, 10_000, "99.99%")]
    [InlineData(99_999, 100_000, "99.999%")]
    [InlineData(1, 150, "0.6%")]
    [InlineData(2_147_483_646, 2_147_483_647, "99.99999995%")]
    public void Shares_show_what_one_document_can_change(int part, int total, string expected) =>
        Assert.Equal(expected, Figures.Share(part, total));

    [Property]
    public Property A_part_is_never_shown_as_nothing_or_as_all_and_never_overstated()
    {
        var cases = from total in Gen.Choose(20, 2_000_000) from part in Gen.Choose(1, 2_000_000) where part < total select (part, total);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var shown = decimal.Parse(Figures.Share(x.part, x.total).TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(shown, 0.00001m, 99.99999m);
            Assert.InRange((100m * x.part / x.total) - shown, 0, 100m / x.total);
        });
    }

    [Theory]
    [InlineData(1, "1 document")]
    [InlineData(0, "0 documents")]
    [InlineData(1200, "1,200 documents")]
    public void Counts_have_separators_and_plurals(int count, string expected) => Assert.Equal(expected, Figures.Count(count, "document"));

    [Theory]
    [InlineData(.1, "10%")]
    [InlineData(.001, "0.1%")]
    [InlineData(.07, "7%")]
    public void Rates_are_percentages(double rate, string expected) => Assert.Equal(expected, Figures.Rate(rate));

    [Theory]
    [InlineData(1.0 / 401, "0.0025")]
    [InlineData(.1, "0.1")]
    [InlineData(1.0 / 21, "0.048")]
    public void P_values_have_two_significant_digits(double value, string expected) => Assert.Equal(expected, Figures.PValue(value));
}
