using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What Spectre lays out, as lines of text without spaces at their ends.</summary>
internal static class Layout
{
    // Longer than any line; Spectre adds to it, so that the largest integer would not do.
    private const int Endless = 1 << 24;

    private static readonly RenderOptions Options =
        RenderOptions.Create(AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(TextWriter.Null) }));

    /// <summary>Cells of the longest line where none is broken. A Chinese character takes two.</summary>
    public static int FullWidth(this IRenderable content) => content.Measure(Options, Endless).Max;

    /// <summary>Lines that are never broken.</summary>
    public static IEnumerable<string> Lines(this IRenderable content) => Lines(content, Endless);

    public static void Write(this IRenderable content, TextWriter output)
    {
        foreach (var line in content.Lines())
        {
            output.WriteLine(line);
        }
    }

    /// <summary>
    /// Breaks a text at spaces. A word longer than a line, which Spectre would cut, stays whole on a line of its own: it is most
    /// often a path or a command, which nobody could copy in parts.
    /// </summary>
    public static IEnumerable<string> Wrap(string text, int width) => Regex
        .Split(text, $" ?([^ ]{{{Math.Max(width, 0) + 1},}}) ?")
        .Where(piece => piece.Length > 0)
        .Select(piece => new Text(piece))
        .SelectMany(piece => Lines(piece, Math.Max(width, LongestWord(piece))))
        .DefaultIfEmpty("");

    private static int LongestWord(IRenderable text) => text.Measure(Options, Endless).Min;

    private static IEnumerable<string> Lines(IRenderable content, int width) =>
        Segment.SplitLines(content.Render(Options, width)).Select(line => string.Concat(line.Select(segment => segment.Text)).TrimEnd());
}
