using Spectre.Console;

namespace LlmMiaProbe.Cli.Console;

/// <summary>
/// The two streams: standard output carries the result and nothing else; standard error carries progress, notes and errors.
/// Safe for concurrent use as far as standard error is concerned.
/// </summary>
internal sealed class Terminal
{
    private readonly Lock _lock = new();
    private readonly TextWriter _error;
    private string _live = "";

    public Terminal(TextWriter output, TextWriter error, TerminalTraits traits, bool quiet = false)
    {
        (Output, _error, Traits, IsQuiet) = (output, error, traits, quiet);
        OutputConsole = CreateConsole(output, traits.OutputIsTerminal, traits);
        ErrorConsole = CreateConsole(error, traits.ErrorIsTerminal, traits);
    }

    /// <summary>Standard output as it is: for JSON and other texts that must never be wrapped.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard output for tables, <see cref="TerminalTraits.Width"/> columns wide.</summary>
    public IAnsiConsole OutputConsole { get; }

    /// <summary>Standard error for tables. Not to be used while a live line is shown.</summary>
    public IAnsiConsole ErrorConsole { get; }

    public TerminalTraits Traits { get; }

    /// <summary>Neither progress nor notes are shown; errors are.</summary>
    public bool IsQuiet { get; set; }

    public static Terminal OfProcess() => new(System.Console.Out, System.Console.Error, TerminalTraits.OfProcess());

    /// <summary>A line on standard error, unless the user asked for quiet.</summary>
    public void WriteNote(string line)
    {
        if (!IsQuiet)
        {
            WriteError(line);
        }
    }

    /// <summary>A line on standard error in any case. A live line moves below it.</summary>
    public void WriteError(string line)
    {
        lock (_lock)
        {
            var live = _live;
            Rewrite("");
            _error.WriteLine(line);
            Rewrite(live);
            _error.Flush();
        }
    }

    /// <summary>Shows or replaces the one line at the bottom of standard error. Call only if that is a terminal.</summary>
    public void ShowLive(string text)
    {
        lock (_lock)
        {
            Rewrite(text.Length < Traits.Width ? text : text[..Math.Max(0, Traits.Width - 1)]);
            _error.Flush();
        }
    }

    /// <summary>Leaves the live line where it is and goes on below it.</summary>
    public void EndLive()
    {
        lock (_lock)
        {
            if (_live.Length > 0)
            {
                _error.WriteLine();
                _live = "";
            }
        }
    }

    private void Rewrite(string text)
    {
        if (_live.Length > 0 || text.Length > 0)
        {
            // Spaces instead of an escape sequence, so that it works on every terminal.
            _error.Write('\r' + text.PadRight(_live.Length) + (text.Length == 0 ? "\r" : ""));
            _live = text;
        }
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal, TerminalTraits traits)
    {
        var usesColour = isTerminal && traits.UsesColour;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = usesColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = usesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = traits.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
