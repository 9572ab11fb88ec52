using Spectre.Console;

namespace LlmMiaProbe.Cli.Console;

/// <summary>What standard output and standard error lead to.</summary>
/// <param name="OutputIsTerminal">A person reads standard output as it comes.</param>
/// <param name="ErrorIsTerminal">A person reads standard error as it comes, and what is there can be drawn again.</param>
/// <param name="UsesColour">Colours are wanted on whichever of them is a terminal.</param>
/// <param name="Width">Columns.</param>
internal sealed record TerminalTraits(bool OutputIsTerminal, bool ErrorIsTerminal, bool UsesColour, int Width)
{
    /// <summary>Columns where there is no terminal.</summary>
    public const int DefaultWidth = 120;

    /// <summary>Files or pipes, no colour.</summary>
    public static TerminalTraits Redirected { get; } = new(false, false, false, DefaultWidth);

    /// <summary>Those of this process.</summary>
    public static TerminalTraits OfProcess() => From(
        System.Console.IsOutputRedirected || !ObeysAnsi(System.Console.Out),
        System.Console.IsErrorRedirected || !ObeysAnsi(System.Console.Error),
        WindowWidth,
        Environment.GetEnvironmentVariable);

    /// <summary>
    /// A terminal that calls itself dumb cannot draw anything again and counts as none; any text in NO_COLOR turns colours off
    /// (https://no-color.org).
    /// </summary>
    public static TerminalTraits From(bool outputIsRedirected, bool errorIsRedirected, Func<int> windowWidth, Func<string, string?> variable)
    {
        var canRewrite = variable("TERM") is not "dumb";
        var (output, error) = (!outputIsRedirected && canRewrite, !errorIsRedirected && canRewrite);
        var width = output || error ? windowWidth() : DefaultWidth;
        return new TerminalTraits(output, error, string.IsNullOrEmpty(variable("NO_COLOR")), width > 0 ? width : DefaultWidth);
    }

    // A console of Windows obeys ANSI sequences only if it is asked to, which Spectre does where it is to find out.
    private static bool ObeysAnsi(TextWriter writer) =>
        !OperatingSystem.IsWindows() || AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }).Profile.Capabilities.Ansi;

    private static int WindowWidth()
    {
        try
        {
            return System.Console.WindowWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
