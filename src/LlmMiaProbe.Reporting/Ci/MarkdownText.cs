using System.Globalization;
using System.Text;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Ci;

/// <summary>Text in Markdown that stays text: no markup, no link, no mention, no line of its own.</summary>
internal static class MarkdownText
{
    private const string Signs = "\\`*_[]{}<>#|~@&$!^\"'";

    public static string Of(string text)
    {
        var visible = VisibleText.Of(text);
        var escaped = new StringBuilder(visible.Length);
        for (var i = 0; i < visible.Length; i++)
        {
            var c = visible[i];
            if (c is '\n' or '\t')
            {
                escaped.Append(' ');
            }
            else if (Signs.Contains(c, StringComparison.Ordinal) || IsLink(visible, i) || BeginsBlock(visible, i))
            {
                // As a reference a sign begins nothing, and a renderer shows it as it is.
                escaped.Append("&#").Append(((int)c).ToString(CultureInfo.InvariantCulture)).Append(';');
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }

    // Bare addresses become links: http://, www.
    private static bool IsLink(string text, int at) =>
        (text[at] == ':' && at + 1 < text.Length && text[at + 1] == '/')
            || (text[at] == '.' && at >= 3 && text.AsSpan(at - 3, 3).Equals("www", StringComparison.OrdinalIgnoreCase));

    // At the beginning of a line, signs and numbers make lists and headings.
    private static bool BeginsBlock(string text, int at) =>
        text[at] is '-' or '+' or '=' or '.' or ')' && text.AsSpan(0, at).TrimStart().IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>A row of a table.</summary>
    /// <param name="cells">Markdown.</param>
    public static string Row(params IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";

    /// <summary>The head of a table, the first column on the left and all others on the right.</summary>
    /// <param name="names">Markdown.</param>
    public static string Head(params IReadOnlyList<string> names) => Row(names) + Row(names.Select((_, i) => i == 0 ? ":--" : "--:"));
}
