using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Evidence;

/// <summary>A deterministic rewriting of a document's text that an attack wants scored.</summary>
/// <param name="Id">Stable name with every parameter, kept in the store.</param>
public abstract record TextVariant(string Id)
{
    /// <summary>The text exactly as given.</summary>
    public static TextVariant Plain { get; } = new PlainText();

    /// <summary>The text in lower case, in no language's way.</summary>
    public static TextVariant Lowercase { get; } = new LowercaseText();

    /// <summary>What precedes the text, or null.</summary>
    public virtual PrefixSource? Prefix => null;

    /// <summary>The text to score.</summary>
    public abstract string Apply(string text);

    /// <summary>A conversation to score: what is given stays as it is.</summary>
    public RenderedText Apply(RenderedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.WithScored(Apply);
    }

    private sealed record PlainText() : TextVariant("plain")
    {
        public override string Apply(string text) => text;
    }
}
