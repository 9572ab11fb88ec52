using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Tests.Console;

/// <summary>A terminal, or what stands in for one, whose streams are kept.</summary>
internal sealed class TerminalScene
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public TerminalScene(bool isTerminal = false, bool usesColour = false, int width = 120, bool quiet = false) =>
        Terminal = new Terminal(_output, _error, new TerminalTraits(isTerminal, isTerminal, usesColour, width), quiet);

    public Terminal Terminal { get; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What a person sees on standard error.</summary>
    public Screen ErrorScreen => new(Error);
}
