using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>A text under test, exactly as it was supplied.</summary>
public sealed record Document
{
    /// <summary>Unique within a corpus.</summary>
    public required string Id { get; init; }

    /// <summary>Scored exactly as given. Contains no unpaired surrogates, so it has one UTF-8 form.</summary>
    public required string Text { get; init; }

    /// <summary>The turns of a chat record, of which <see cref="Text"/> is the plain text; null for a text.</summary>
    public Conversation? Conversation { get; init; }

    /// <summary>The conversation as the chat template of a run puts it together, of which <see cref="Text"/> is the text; null for a text.</summary>
    public RenderedText? Rendered { get; init; }

    /// <summary>Why a conversation cannot be scored, a clause; null if it can.</summary>
    public string? WhyNot { get; init; }

    public Membership Label { get; init; }

    /// <summary>Documents of one group (author, book, patient) are resampled together.</summary>
    public string? Group { get; init; }

    /// <summary>Any other fields of the record, as one JSON object; null if there were none.</summary>
    public string? Fields { get; init; }

    /// <summary>Where the document was read, as <c>file:line</c> or a file name; for messages only.</summary>
    public required string Origin { get; init; }

    /// <summary>Length in bytes of UTF-8 of what is scored.</summary>
    public int ByteLength => Encoding.UTF8.GetByteCount(Rendered?.ScoredText ?? Text);

    /// <summary>Identity of the text, and of what of it is scored.</summary>
    public ContentHash Hash => ContentHash.Of(Text, Rendered?.Mask);
}
