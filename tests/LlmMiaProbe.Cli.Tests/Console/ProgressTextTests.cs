using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class ProgressTextTests
{
    [Fact]
    public void Everything_there_is_to_say_is_said_in_order()
    {
        var counts = new ProgressCounts("scoring target", 612, 1200, Cached: 300, Failed: 1, TokensDecoded: 106_826);

        Assert.Equal(
            "scoring target  612/1,200 · 1 failed · 300 cached · 4,812 tokens/s · 0:42 left",
            ProgressText.Write(counts, TimeSpan.FromSeconds(22.2), isFinished: false));
    }

    [Theory]
    [InlineData(100, 200, 0, 10, 10.0)]
    [InlineData(100, 200, 50, 10, 20.0)]
    [InlineData(110, 200, 100, 1, 9.0)]
    public void The_time_left_is_that_of_the_rest_at_the_pace_of_what_was_not_cached(long done, long total, long cached, int elapsed, double left)
    {
        var counts = new ProgressCounts("p", done, total, cached);

        Assert.Equal(left, ProgressText.TimeLeft(counts, TimeSpan.FromSeconds(elapsed))?.TotalSeconds);
    }

    [Theory]
    [InlineData(0, 10, 0, 5)]
    [InlineData(5, 10, 5, 5)]
    [InlineData(5, 0, 0, 5)]
    [InlineData(10, 10, 0, 5)]
    [InlineData(5, 10, 0, 0)]
    public void Without_a_pace_or_a_rest_no_time_left_is_claimed(long done, long total, long cached, int elapsed)
    {
        Assert.Null(ProgressText.TimeLeft(new ProgressCounts("p", done, total, cached), TimeSpan.FromSeconds(elapsed)));
    }

    [Fact]
    public void Without_a_total_only_what_is_done_is_shown() =>
        Assert.Equal("hashing  1,234", ProgressText.Write(new ProgressCounts("hashing", 1234, 0), TimeSpan.FromSeconds(1), isFinished: false));

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(0.2, "0:01")]
    [InlineData(59.5, "1:00")]
    [InlineData(3599, "59:59")]
    [InlineData(3600, "1:00:00")]
    [InlineData(90061, "25:01:01")]
    public void A_clock_shows_whole_seconds_rounded_up(double seconds, string text) =>
        Assert.Equal(text, ProgressText.Clock(TimeSpan.FromSeconds(seconds)));
}
