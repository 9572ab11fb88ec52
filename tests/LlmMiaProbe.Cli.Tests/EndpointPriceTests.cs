namespace LlmMiaProbe.Cli.Tests;

public sealed class EndpointPriceTests
{
    [Theory]
    [InlineData("0.5,1.5", 2_000_000, 1_000_000, "2.5")]
    [InlineData("0,0", 5, 5, "0")]
    [InlineData(" 3 , .25 ", 1_000, 4_000, "0.004")]
    public void A_cost_is_the_price_of_a_million_times_the_millions(string text, long given, long produced, string cost) =>
        Assert.Equal(decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture), EndpointPrice.Read(text, hasEndpoint: true)?.Of(given, produced));

    [Theory]
    [InlineData("1")]
    [InlineData("1,2,3")]
    [InlineData("-1,2")]
    [InlineData("1e3,2")]
    [InlineData("1;2")]
    [InlineData("NaN,1")]
    [InlineData("99999999,1")]
    public void What_is_no_pair_of_prices_is_refused(string text) => Assert.Contains(
        $"--price '{text}' is not understood; expected", Assert.Throws<ConfigurationException>(() => EndpointPrice.Read(text, hasEndpoint: true)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_price_needs_an_endpoint() =>
        Assert.Contains("add --endpoint URL", Assert.Throws<ConfigurationException>(() => EndpointPrice.Read("1,2", hasEndpoint: false)).Message, StringComparison.Ordinal);
}
