using System.Text;

namespace LlmMiaProbe.Reporting.Html;

/// <summary>Writes elements. All text and every attribute's value is escaped and made visible; nothing else gets in.</summary>
/// <remarks>An element is named by tag, id and classes, as in <c>div#run.card.wide</c>.</remarks>
internal sealed class HtmlWriter(TextWriter output)
{
    private static readonly HashSet<string> s_void = new(StringComparer.Ordinal) { "meta", "link", "input", "br", "hr", "col" };

    public void Element(string name, Action content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        var tag = Start(name, attributes);
        content();
        End(tag);
    }

    public void Element(string name, string? text = null, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        var tag = Start(name, attributes);
        if (!s_void.Contains(tag))
        {
            Text(text ?? "");
            End(tag);
        }
    }

    public void Text(string text)
    {
        foreach (var c in VisibleText.Of(text))
        {
            output.Write(Escape(c) ?? c.ToString());
        }
    }

    /// <summary>A script or style sheet of our own, or JSON in which no <c>&lt;</c> is left.</summary>
    /// <exception cref="ArgumentException">It would end its element.</exception>
    public void Verbatim(string name, string content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (content.Contains("</", StringComparison.Ordinal)
            && (content.Contains("</script", StringComparison.OrdinalIgnoreCase) || content.Contains("</style", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"The content of {name} would end the element.", nameof(content));
        }

        var tag = Start(name, attributes);
        output.Write(content);
        End(tag);
    }

    private string Start(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        var classes = name.Split('.');
        var (tag, id) = classes[0].Split('#') is [var first, var second] ? (first, second) : (classes[0], null);
        output.Write($"<{tag}");
        Attribute("id", id);
        Attribute("class", classes.Length > 1 ? string.Join(' ', classes[1..]) : null);
        foreach (var (attribute, value) in attributes)
        {
            Attribute(attribute, value);
        }

        output.Write('>');
        return tag;
    }

    private void End(string tag)
    {
        output.Write($"</{tag}>");
        if (tag is "section" or "div" or "p" or "tr" or "script" or "style" or "li")
        {
            output.Write('\n');
        }
    }

    private void Attribute(string name, string? value)
    {
        if (value is not null)
        {
            output.Write($" {name}=\"");
            Text(value);
            output.Write('"');
        }
    }

    private static string? Escape(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => null,
    };

    /// <summary>What would be written.</summary>
    public static string Render(Action<HtmlWriter> write)
    {
        using var text = new StringWriter(new StringBuilder()) { NewLine = "\n" };
        write(new HtmlWriter(text));
        return text.ToString();
    }
}
