using System.Text.RegularExpressions;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class ProgressLineTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Away_from_a_terminal_there_is_a_line_at_the_start_every_five_seconds_and_at_the_end()
    {
        var scene = new TerminalScene();
        using (var progress = new ProgressLine(scene.Terminal, _time))
        {
            for (var done = 0; done <= 120; done++)
            {
                progress.Report(new ProgressCounts("scoring target", done, 120, TokensDecoded: done * 50));
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        Assert.Equal(
            [
                "scoring target  0/120",
                "scoring target  50/120 · 500 tokens/s · 0:07 left",
                "scoring target  100/120 · 500 tokens/s · 0:02 left",
                "scoring target  120/120 · 496 tokens/s · took 0:12",
            ],
            scene.ErrorLines);
        Assert.DoesNotContain('\r', scene.Error);
    }

    [Fact]
    public void On_a_terminal_a_bar_is_redrawn_at_most_ten_times_a_second_and_a_line_stays()
    {
        var scene = new TerminalScene(isTerminal: true);
        var progress = new ProgressLine(scene.Terminal, _time);
        for (var done = 0; done < 1000; done++)
        {
            progress.Report(new ProgressCounts("reading", done, 1000));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(10, Enumerable.Range(0, 1000).Count(done => scene.Error.Contains($" {done}/1,000", StringComparison.Ordinal)));
        Assert.Matches("^reading ━+ +900/1,000 · 0:01 left$", Assert.Single(scene.ErrorScreen.Lines));
        Assert.DoesNotContain('\n', scene.Error);

        progress.Finish();
        Assert.Equal(["reading  999/1,000 · took 0:01"], scene.ErrorScreen.Lines);
        Assert.EndsWith("\n", scene.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 2)]
    [InlineData(80, 2)]
    [InlineData(120, 1)]
    [InlineData(200, 1)]
    public void Everything_is_shown_within_the_width_of_the_terminal(int width, int lines)
    {
        var scene = new TerminalScene(isTerminal: true, width: width);
        using var progress = new ProgressLine(scene.Terminal, _time);

        progress.Report(new ProgressCounts("scoring target", 0, 1200));
        _time.Advance(TimeSpan.FromSeconds(22.2));
        progress.Report(new ProgressCounts("scoring target", 612, 1200, Cached: 300, Failed: 1, TokensDecoded: 106_826));

        var shown = scene.ErrorScreen.Lines;
        Assert.Equal(lines, shown.Count);
        Assert.All(shown, line => Assert.InRange(line.Length, 1, width));
        Assert.Matches(
            "^scoring target ━+ 612/1,200 · 1 failed · 300 cached · 4,812 tokens/s · 0:42 left$",
            string.Join(' ', string.Join(' ', shown).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_bar_is_as_full_as_the_work_is_done()
    {
        var scene = new TerminalScene(isTerminal: true, width: 80);
        using var progress = new ProgressLine(scene.Terminal, _time);

        progress.Report(new ProgressCounts("reading", 3, 10));

        Assert.Equal(3, scene.ErrorScreen.Lines[0].Count(character => character == '━'));
    }

    [Fact]
    public void Without_a_total_there_is_no_bar()
    {
        var scene = new TerminalScene(isTerminal: true);
        using var progress = new ProgressLine(scene.Terminal, _time);

        progress.Report(new ProgressCounts("hashing", 1234, 0));

        Assert.Equal(["hashing  1,234"], scene.ErrorScreen.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_bar_is_coloured_only_where_colours_are_wanted(bool wanted)
    {
        var scene = new TerminalScene(isTerminal: true, usesColour: wanted);
        using var progress = new ProgressLine(scene.Terminal, _time);

        progress.Report(new ProgressCounts("reading", 1, 2));

        Assert.Equal(wanted, Regex.IsMatch(scene.Error, "\u001b\\[[0-9;]+m"));
    }

    [Fact]
    public void What_ends_with_an_exception_leaves_a_line_and_nothing_live()
    {
        var scene = new TerminalScene(isTerminal: true);

        Assert.Throws<InvalidOperationException>(Fail);

        Assert.Equal(["reading  1/2 · took 0:00"], scene.ErrorScreen.Lines);
        Assert.True(scene.ErrorScreen.ShowsCursor);

        void Fail()
        {
            using var progress = new ProgressLine(scene.Terminal, _time);
            progress.Report(new ProgressCounts("reading", 1, 2));
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public void A_new_phase_ends_the_one_before_and_starts_its_own_clock()
    {
        var scene = new TerminalScene();
        var progress = new ProgressLine(scene.Terminal, _time);

        progress.Report(new ProgressCounts("scoring target", 0, 2));
        _time.Advance(TimeSpan.FromSeconds(3));
        progress.Report(new ProgressCounts("scoring target", 2, 2));
        progress.Report(new ProgressCounts("scoring reference", 0, 2));
        _time.Advance(TimeSpan.FromSeconds(1));
        progress.Finish();
        progress.Finish();

        Assert.Equal(
            ["scoring target  0/2", "scoring target  2/2 · took 0:03", "scoring reference  0/2", "scoring reference  0/2 · took 0:01"],
            scene.ErrorLines);
    }

    [Fact]
    public void Quiet_shows_nothing_at_all()
    {
        var scene = new TerminalScene(isTerminal: true, quiet: true);
        using (var progress = new ProgressLine(scene.Terminal, _time))
        {
            progress.Report(new ProgressCounts("reading", 1, 2));
        }

        Assert.Empty(scene.Error);
    }

    [Fact]
    public void Finishing_what_never_began_shows_nothing()
    {
        var scene = new TerminalScene(isTerminal: true);

        new ProgressLine(scene.Terminal, _time).Finish();

        Assert.Empty(scene.Error);
    }
}
