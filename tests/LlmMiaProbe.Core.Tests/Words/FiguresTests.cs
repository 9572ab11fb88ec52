using LlmMiaProbe.Words;

namespace LlmMiaProbe.Core.Tests.Words;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0%")]
    [InlineData(0.0005, "0.05%")]
    [InlineData(0.001, "0.1%")]
    [InlineData(0.01, "1%")]
    [InlineData(0.077, "7.7%")]
    [InlineData(0.1, "10%")]
    [InlineData(0.714, "71%")]
    [InlineData(1, "100%")]
    public void A_share_is_a_percentage_with_as_many_digits_as_are_read(double share, string text) => Assert.Equal(text, Figures.Percent(share));

    [Theory]
    [InlineData(0, ".000")]
    [InlineData(0.98149, ".981")]
    [InlineData(0.99949, ".999")]
    [InlineData(0.9996, "1.000")]
    [InlineData(1, "1.000")]
    public void A_fraction_has_three_decimals(double value, string text) => Assert.Equal(text, Figures.Fraction(value));

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(7_775_424, "7.4 MiB")]
    [InlineData(3L << 40, "3.0 TiB")]
    [InlineData(5L << 50, "5120.0 TiB")]
    public void Bytes_are_told_in_the_largest_unit_that_fits(long bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory]
    [InlineData(1, "1 document")]
    [InlineData(0, "0 documents")]
    [InlineData(1200, "1,200 documents")]
    public void A_noun_follows_its_number(long count, string text) => Assert.Equal(text, Figures.Count(count, "document"));

    [Theory]
    [InlineData(3072, "3,072")]
    [InlineData(3_836_352, "3.8 M")]
    [InlineData(7_241_732_096, "7.2 B")]
    public void Parameters_are_told_in_millions_and_billions(long count, string text) => Assert.Equal(text, Figures.Parameters(count));
}
