using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class NormalTailTests
{
    // ln(erfc(z/√2)/2) by mpmath 1.3 in 40 digits.
    [Theory]
    [InlineData(0, -.6931471805599453, 1e-15)]
    [InlineData(1.959963984540054, -3.6888794541139359, 1e-13)]
    [InlineData(-1.959963984540054, -.025317807984289887, 1e-15)]
    [InlineData(-20, -2.7536241186062337e-89, 1e-98)]
    [InlineData(3, -6.6077262215103495, 1e-13)]
    [InlineData(29.9, -451.32291245852863, 1e-9)]
    [InlineData(30.1, -457.32956441638226, 3e-12)]
    [InlineData(100, -5005.524208694205, 3e-12)]
    public void It_agrees_with_tables(double z, double expected, double tolerance) => Assert.Equal(expected, NormalTail.LogUpper(z), tolerance);

    [Fact]
    public void It_falls_without_a_step_where_the_formulas_meet()
    {
        var values = Enumerable.Range(-3000, 9000).Select(i => NormalTail.LogUpper(i / 100.0)).ToList();
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
        Assert.All(values.Skip(3000).Zip(values.Skip(3001)), pair => Assert.True(pair.Second < pair.First));
        Assert.True(double.IsFinite(NormalTail.LogUpper(1e30)));
    }
}
