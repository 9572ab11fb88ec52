using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>Texts with a label in a column at the left, wrapped to the width of the terminal.</summary>
internal sealed class LabelledLines(Terminal terminal, int labelWidth = LabelledLines.DefaultWidth, AttackNames? names = null)
{
    public const int DefaultWidth = 11;

    /// <summary>Characters beside the label.</summary>
    public int TextWidth => terminal.Traits.Width - labelWidth;

    public void Write(string label, string text)
    {
        foreach (var line in Layout.Wrap(names?.In(text) ?? text, TextWidth))
        {
            WriteLine(label, line);
            label = "";
        }
    }

    /// <summary>Wraps between parts rather than within them.</summary>
    public void WriteParts(string label, string separator, IEnumerable<string> parts)
    {
        // A character that occurs in no text keeps the spaces of a part together.
        const char bound = '\uffff';
        foreach (var line in Layout.Wrap(string.Join(separator, parts.Select(part => part.Replace(' ', bound))), TextWidth))
        {
            Write(label, line.Replace(bound, ' '));
            label = "";
        }
    }

    /// <summary>A line that is not wrapped.</summary>
    public void WriteLine(string label, string line) => terminal.Output.WriteLine((label.PadRight(labelWidth - 1) + " " + line).TrimEnd());
}
