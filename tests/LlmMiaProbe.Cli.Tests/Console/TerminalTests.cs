using LlmMiaProbe.Cli.Console;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class TerminalTests
{
    [Fact]
    public void Results_go_to_output_and_notes_and_errors_to_error()
    {
        var scene = new TerminalScene();

        scene.Terminal.Output.Write("result\n");
        scene.Terminal.WriteNote("note");
        scene.Terminal.WriteError("error");
        scene.Terminal.ErrorConsole.WriteLine("table");

        Assert.Equal(("result\n", "note\nerror\ntable\n"), (scene.Output, scene.Error));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_way_it_is_written_nothing_steers_the_terminal(bool isTerminal)
    {
        const string evil = "x\u001b[31m\u202E\u0085\u200B";
        var scene = new TerminalScene(isTerminal, usesColour: false);
        var terminal = scene.Terminal;
        terminal.Output.Write(evil);
        terminal.Output.Write(evil.ToCharArray());
        terminal.Output.Write('\u001b');
        terminal.Output.WriteLine($"{evil} {1}");
        terminal.Output.Write("a\r");
        terminal.Output.Write("\nb\r");
        terminal.Output.Write("c\uD83D");
        terminal.Output.Write("\uDE00 \uD83D.");
        terminal.OutputConsole.Write(new Text(evil));
        terminal.OutputConsole.Write(new Markup("[red]" + Markup.Escape(evil) + "[/]"));
        terminal.OutputConsole.Write(new Table().AddColumn(Markup.Escape(evil)).AddRow(Markup.Escape(evil)));
        terminal.OutputConsole.MarkupLineInterpolated($"{evil}");
        terminal.WriteError(evil);
        terminal.ErrorConsole.WriteLine(evil);
        terminal.Finish();

        Assert.DoesNotContain(scene.Output + scene.Error, c => (char.IsControl(c) && c is not ('\n' or '\r')) || c is '\u202E' or '\u200B');
        Assert.Contains("a\r\nb\\u000Dc😀 \\uD83D.", scene.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', scene.Output.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_live_display_is_drawn_by_spectre_and_its_words_steer_nothing()
    {
        var scene = new TerminalScene(isTerminal: true, usesColour: true);
        scene.Terminal.ShowLive(new ProgressCounts("phase\u001b[31m\u202E", 1, 2), TimeSpan.Zero);
        scene.Terminal.WriteError("error\u001b[32m\u202E");
        scene.Terminal.EndLive();

        Assert.DoesNotContain("\u001b[31m", scene.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[32m", scene.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', scene.Error);
        Assert.Contains("error\\u001B[32m\\u202E", scene.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_silences_notes_but_not_errors()
    {
        var scene = new TerminalScene(quiet: true);

        scene.Terminal.WriteNote("note");
        scene.Terminal.WriteError("error");

        Assert.Equal("error\n", scene.Error);
    }

    [Fact]
    public void Machine_output_is_never_wrapped()
    {
        var scene = new TerminalScene(isTerminal: true, width: 20);
        var line = new string('x', 5000);

        scene.Terminal.Output.WriteLine(line);

        Assert.Equal(line + "\n", scene.Output);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Colour_is_used_only_on_a_terminal_that_wants_it(bool isTerminal, bool wanted, bool coloured)
    {
        var scene = new TerminalScene(isTerminal, wanted);

        scene.Terminal.OutputConsole.Markup("[red]x[/]");

        Assert.Equal(coloured, scene.Output.Contains('\u001b', StringComparison.Ordinal));
        Assert.Contains('x', scene.Output);
    }

    [Fact]
    public void Tables_are_as_wide_as_the_terminal_and_120_columns_elsewhere()
    {
        Assert.Equal(77, new TerminalScene(isTerminal: true, width: 77).Terminal.OutputConsole.Profile.Width);
        Assert.Equal(120, new Terminal(TextWriter.Null, TextWriter.Null, TerminalTraits.Redirected).OutputConsole.Profile.Width);
    }

    [Theory]
    [InlineData(false, false, null, null, true, true, true, 80)]
    [InlineData(true, false, null, null, false, true, true, 80)]
    [InlineData(true, true, null, null, false, false, true, 120)]
    [InlineData(false, false, "1", null, true, true, false, 80)]
    [InlineData(false, false, "", null, true, true, true, 80)]
    [InlineData(false, false, null, "dumb", false, false, true, 120)]
    public void Traits_follow_redirection_and_environment(
        bool outputRedirected, bool errorRedirected, string? noColour, string? term, bool output, bool error, bool colour, int width)
    {
        var variables = new Dictionary<string, string?> { ["NO_COLOR"] = noColour, ["TERM"] = term };

        var traits = TerminalTraits.From(outputRedirected, errorRedirected, () => 80, name => variables.GetValueOrDefault(name));

        Assert.Equal(new TerminalTraits(output, error, colour, width), traits);
    }

    [Fact]
    public void A_terminal_without_a_width_counts_as_120_columns_wide() =>
        Assert.Equal(120, TerminalTraits.From(false, false, () => 0, _ => null).Width);

    [Fact]
    public void An_error_is_written_above_the_progress_and_not_into_it()
    {
        var scene = new TerminalScene(isTerminal: true, usesColour: true);

        Show(scene, 1);
        scene.Terminal.WriteError("bad [red]");
        scene.Terminal.WriteNote("of note");
        Show(scene, 2);

        Assert.Equal(["bad [red]", "of note"], scene.ErrorScreen.Lines.SkipLast(1));
        Assert.Matches("^working ━+ 2/3$", scene.ErrorScreen.Lines[^1]);

        scene.Terminal.EndLive();
        scene.Terminal.WriteError("worse");

        Assert.Equal(["bad [red]", "of note", "worse"], scene.ErrorScreen.Lines);
    }

    [Fact]
    public void A_long_error_above_the_progress_is_not_broken()
    {
        var scene = new TerminalScene(isTerminal: true, width: 60);
        var error = string.Join(' ', Enumerable.Repeat("long", 100));

        Show(scene, 1);
        scene.Terminal.WriteError(error);
        scene.Terminal.EndLive();

        Assert.Equal([error], scene.ErrorScreen.Lines);
    }

    [Fact]
    public void The_cursor_is_shown_during_and_after_progress()
    {
        var scene = new TerminalScene(isTerminal: true);

        Show(scene, 1);
        Assert.Contains("\u001b[?25l", scene.Error, StringComparison.Ordinal);
        Assert.True(scene.ErrorScreen.ShowsCursor);

        scene.Terminal.EndLive();
        Assert.True(scene.ErrorScreen.ShowsCursor);
    }

    [Fact]
    public void Two_works_at_once_share_the_progress()
    {
        var scene = new TerminalScene(isTerminal: true);
        using var one = new ProgressLine(scene.Terminal, TimeProvider.System);
        using var other = new ProgressLine(scene.Terminal, TimeProvider.System);

        one.Report(new ProgressCounts("reading", 1, 2));
        other.Report(new ProgressCounts("hashing", 1, 2));

        Assert.StartsWith("hashing ", Assert.Single(scene.ErrorScreen.Lines), StringComparison.Ordinal);
    }

    private static void Show(TerminalScene scene, int done) => scene.Terminal.ShowLive(new ProgressCounts("working", done, 3), TimeSpan.Zero);
}
