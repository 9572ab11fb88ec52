namespace LlmMiaProbe.Corpora;

/// <summary>A piece of a rendered conversation that is tokenised by itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Not empty.</param>
public sealed record TextPart(TextPartKind Kind, string Text);

/// <summary>Where a piece of a rendered conversation comes from.</summary>
public enum TextPartKind
{
    /// <summary>The chat template wrote it: special tokens that it spells are these tokens.</summary>
    Template,

    /// <summary>The document wrote it, and it is given: special tokens that it spells are plain text, and nothing of it is scored.</summary>
    Context,

    /// <summary>The document wrote it, and it is scored: what the assistant says.</summary>
    Scored,
}
