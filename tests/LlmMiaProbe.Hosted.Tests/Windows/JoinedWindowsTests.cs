using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Windows;

namespace LlmMiaProbe.Hosted.Tests.Windows;

public sealed class JoinedWindowsTests
{
    private const string Text = "one two three four five six";

    [Theory]
    [InlineData(" three", " four", " five", " six")]
    [InlineData(" th", "ree", " four", " five", " six")]
    public void Every_token_keeps_what_the_window_says_of_it_that_has_more_of_the_text_before_it(params string[] second)
    {
        var joined = new JoinedWindows(Text);
        joined.Add(0, 18, Reading(-1, "one", " two", " three", " four"));
        joined.Add(7, Text.Length, Reading(-2, second));
        Assert.Equal(["<s>", "one", " two", " three", " four", " five", " six"], joined.Tokens.Select(token => token.Text));
        Assert.Equal([null, -1, -1, -1, -1, -2, -2], joined.Tokens.Select(token => token.LogProb));
    }

    [Theory]
    [InlineData(" three", " fo", "ur", " five", " six")]
    [InlineData(" three", " four five", " six")]
    public void Windows_that_split_their_overlap_in_different_ways_are_not_joined(params string[] second)
    {
        var joined = new JoinedWindows(Text);
        joined.Add(0, 18, Reading(-1, "one", " two", " three", " four"));
        var error = Assert.Throws<RouteException>(() => joined.Add(7, Text.Length, Reading(-2, second)));
        Assert.Equal("the endpoint splits characters 7 to 18 in another way where a window begins before them than where one ends after them, so the windows cannot be joined", error.Message);
    }

    private static PromptReading Reading(double logProb, params string[] tokens) =>
        new([new PromptToken(0, "<s>", null, null, null), .. tokens.Select(text => new PromptToken(null, text, logProb, null, null))], "m", null);
}
