using LlmMiaProbe.Cli.Console;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class StderrLoggerTests
{
    [Theory]
    [InlineData(false, "warning: w\nerror: e\nerror: c\n")]
    [InlineData(true, "debug: d\ninfo: i\nwarning: w\nerror: e\nerror: c\n")]
    public void Verbose_decides_over_information_and_debug_but_traces_are_never_shown(bool verbose, string shown)
    {
        var scene = new TerminalScene(quiet: true);
        var logger = new StderrLogger(scene.Terminal, verbose);

        logger.LogTrace("t");
        logger.LogDebug("d");
        logger.LogInformation("i");
        logger.LogWarning("w");
        logger.LogError("e");
        logger.LogCritical("c");

        Assert.Equal(shown, scene.Error);
        Assert.Empty(scene.Output);
    }

    [Fact]
    public void An_exception_is_told_in_a_sentence_or_whole_if_verbose()
    {
        var (brief, full) = (new TerminalScene(), new TerminalScene());
        var exception = new IOException("disk full");

        new StderrLogger(brief.Terminal, verbose: false).LogWarning(exception, "not saved");
        new StderrLogger(full.Terminal, verbose: true).LogWarning(exception, "not saved");

        Assert.Equal("warning: not saved: disk full\n", brief.Error);
        Assert.Equal("warning: not saved\nSystem.IO.IOException: disk full\n", full.Error);
    }
}
