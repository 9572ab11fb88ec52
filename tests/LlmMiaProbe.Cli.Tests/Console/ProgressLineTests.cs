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
    public void On_a_terminal_one_line_is_rewritten_at_most_ten_times_a_second()
    {
        var scene = new TerminalScene(isTerminal: true);
        var progress = new ProgressLine(scene.Terminal, _time);
        for (var done = 0; done < 1000; done++)
        {
            progress.Report(new ProgressCounts("reading", done, 1000));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(10, scene.Error.Count(character => character == '\r'));
        Assert.DoesNotContain('\n', scene.Error);

        progress.Finish();
        Assert.Equal(["reading  999/1,000 · took 0:01"], scene.VisibleError);
        Assert.EndsWith("\n", scene.Error, StringComparison.Ordinal);
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
