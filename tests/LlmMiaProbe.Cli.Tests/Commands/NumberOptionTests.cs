using System.CommandLine;
using LlmMiaProbe.Cli.Commands;

namespace LlmMiaProbe.Cli.Tests.Commands;

public sealed class NumberOptionTests
{
    private static readonly Option<int> s_whole = NumberOption.Whole("--whole", "a count", 1, 7);
    private static readonly Option<int?> s_ranged = NumberOption.WholeOrNone("--ranged", "a count", 1, 100_000);
    private static readonly Option<int?> s_open = NumberOption.WholeOrNone("--open", "a count", 4);
    private static readonly Option<double> s_real = NumberOption.Real("--real", "a share", 0.01, 0.5);

    [Theory]
    [InlineData("--whole", "0", "a whole number of at least 1")]
    [InlineData("--whole", "1.5", "a whole number of at least 1")]
    [InlineData("--whole", "none", "a whole number of at least 1")]
    [InlineData("--ranged", "0", "a whole number from 1 to 100000")]
    [InlineData("--ranged", "100001", "a whole number from 1 to 100000")]
    [InlineData("--open", "3", "a whole number of at least 4")]
    [InlineData("--real", "0", "a number of at least 0.01")]
    [InlineData("--real", "NaN", "a number of at least 0.01")]
    [InlineData("--real", "1,5", "a number of at least 0.01")]
    public void A_number_that_is_not_allowed_is_refused_with_what_is(string option, string text, string allowed) =>
        Assert.Equal([$"option {option}: '{text}' is not allowed; expected {allowed}"], Parse(option, text).Errors.Select(error => error.Message));

    [Fact]
    public void Numbers_at_the_ends_of_a_range_are_read()
    {
        Assert.Equal(1, Parse("--whole", "1").GetValue(s_whole));
        Assert.Equal(100_000, Parse("--ranged", "100000").GetValue(s_ranged));
        Assert.Equal(4, Parse("--open", "4").GetValue(s_open));
        Assert.Equal(0.01, Parse("--real", "1e-2").GetValue(s_real));
    }

    [Fact]
    public void Without_the_option_there_is_its_default_or_none()
    {
        var parsed = Parse();

        Assert.Equal((7, null, 0.5), (parsed.GetValue(s_whole), parsed.GetValue(s_ranged), parsed.GetValue(s_real)));
    }

    private static ParseResult Parse(params string[] words) => new RootCommand { s_whole, s_ranged, s_open, s_real }.Parse(words);
}
