using LlmMiaProbe.Hosted;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Console;

/// <summary>
/// The two streams: standard output carries the result and nothing else; standard error carries progress, notes and errors.
/// Safe for concurrent use as far as standard error is concerned.
/// </summary>
/// <remarks>
/// Whatever is written passes <see cref="SafeText"/>, here and nowhere else, so that no caller can forget it. Only what Spectre draws by
/// itself, its colours and moves of the cursor, goes past it.
/// </remarks>
internal sealed class Terminal
{
    // Erases from the cursor to the end of the screen.
    private const string EraseBelow = "\u001b[J";

    private readonly Lock _lock = new();
    private readonly TextWriter _error;
    private LiveProgress? _live;

    public Terminal(TextWriter output, TextWriter error, TerminalTraits traits, bool quiet = false)
    {
        (Output, _error, Traits, IsQuiet) = (new SafeWriter(output), new SafeWriter(error), traits, quiet);
        OutputConsole = CreateConsole(output, traits, isTerminal: traits.OutputIsTerminal);
        ErrorConsole = CreateConsole(error, traits, isTerminal: traits.ErrorIsTerminal);
    }

    /// <summary>Standard output without wrapping: for JSON and other texts that must never be wrapped.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard output for what is coloured, <see cref="TerminalTraits.Width"/> columns wide.</summary>
    public IAnsiConsole OutputConsole { get; }

    /// <summary>Standard error for what is drawn again.</summary>
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

    /// <summary>A line on standard error in any case. A live display moves below it.</summary>
    public void WriteError(string line)
    {
        line = EndpointSecrets.Scrub(line);
        lock (_lock)
        {
            if (_live is null)
            {
                _error.WriteLine(line);
                _error.Flush();
            }
            else
            {
                // Spectre goes back to the start of what it has drawn, writes this and draws again; it does not erase the rest of a
                // line that was longer. As a control code the line is written as it is, however long.
                ErrorConsole.Write(new ControlCode(EraseBelow + SafeText.Of(line) + _error.NewLine));
            }
        }
    }

    /// <summary>Shows or replaces the progress at the bottom of standard error. Call only if that is a terminal.</summary>
    public void ShowLive(ProgressCounts counts, TimeSpan elapsed)
    {
        lock (_lock)
        {
            (_live ??= new LiveProgress(ErrorConsole)).Show(counts, elapsed);
        }
    }

    /// <summary>Takes the progress off the screen.</summary>
    public void EndLive()
    {
        lock (_lock)
        {
            _live?.Dispose();
            _live = null;
        }
    }

    /// <summary>Writes what is held back, at the end of the process.</summary>
    public void Finish()
    {
        Output.Flush();
        (Output as SafeWriter)?.Finish();
        (_error as SafeWriter)?.Finish();
    }

    private static SafeConsole CreateConsole(TextWriter writer, TerminalTraits traits, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && traits.UsesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),

            // Where a build server is recognised, its rules would replace those above.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = traits.Width;
        console.Profile.Capabilities.Unicode = true;
        return new SafeConsole(console);
    }
}
