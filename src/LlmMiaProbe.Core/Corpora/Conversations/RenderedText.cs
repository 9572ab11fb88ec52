using System.Globalization;
using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>A conversation as a model sees it: one text in parts, of which only some are scored.</summary>
public sealed class RenderedText
{
    private const string Kinds = "tcs";

    /// <param name="parts">In order; empty ones are left out.</param>
    public RenderedText(IEnumerable<TextPart> parts) => Parts = [.. parts.Where(part => part.Text.Length > 0)];

    public IReadOnlyList<TextPart> Parts { get; }

    /// <summary>The whole conversation.</summary>
    public string Text => string.Concat(Parts.Select(part => part.Text));

    /// <summary>What is scored, one part after the other.</summary>
    public string ScoredText => string.Concat(Parts.Where(part => part.Kind == TextPartKind.Scored).Select(part => part.Text));

    /// <summary>Kind and length of each part, such as <c>t22 c15 t30 s100 t11</c>: template, context or scored, in bytes of UTF-8.</summary>
    public string Mask => string.Join(
        ' ', Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{Kinds[(int)part.Kind]}{Encoding.UTF8.GetByteCount(part.Text)}")));

    /// <summary>The same with another text in each scored part.</summary>
    public RenderedText WithScored(Func<string, string> rewrite) =>
        new(Parts.Select(part => part.Kind == TextPartKind.Scored ? part with { Text = rewrite(part.Text) } : part));

    /// <summary>The same of which nothing is scored, for what stands before a text.</summary>
    public RenderedText AsContext() => new(Parts.Select(part => part.Kind == TextPartKind.Scored ? part with { Kind = TextPartKind.Context } : part));

    /// <summary>Puts a text and its mask together again.</summary>
    /// <param name="text">See <see cref="Text"/>.</param>
    /// <param name="mask">See <see cref="Mask"/>.</param>
    /// <returns>Null if the mask is none of this text.</returns>
    public static RenderedText? Parse(string text, string mask)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var parts = new List<TextPart>();
        var start = 0;
        foreach (var word in mask.Length == 0 ? [] : mask.Split(' '))
        {
            if (word.Length < 2
                || Kinds.IndexOf(word[0], StringComparison.Ordinal) is not (>= 0 and var kind)
                || word[1] == '0'
                || !int.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length > utf8.Length - start
                || (start + length < utf8.Length && (utf8[start + length] & 0xC0) == 0x80))
            {
                return null;
            }

            parts.Add(new TextPart((TextPartKind)kind, Encoding.UTF8.GetString(utf8, start, length)));
            start += length;
        }

        return start == utf8.Length ? new RenderedText(parts) : null;
    }
}
