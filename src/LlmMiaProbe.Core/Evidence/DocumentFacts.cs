using System.Text;
using System.Text.Json.Serialization;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Evidence;

/// <summary>What attacks may know of a text beside its scores. Kept in the store, so that scores can be computed again without the text.</summary>
/// <param name="Hash">Content hash.</param>
/// <param name="ByteLength">Bytes of UTF-8; of a conversation, of what of it is scored, as all lengths.</param>
/// <param name="ZlibLength">Bytes by <see cref="ZlibLengthMeter"/>; null of a text that was not kept and that only another library measured.</param>
public sealed record DocumentFacts(ContentHash Hash, int ByteLength, int? ZlibLength)
{
    /// <summary>What of a conversation is scored (see <see cref="RenderedText.Mask"/>); null for a text, which is scored as a whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mask { get; init; }

    /// <summary>The conversation again; null for a text.</summary>
    /// <param name="text">The text of these facts.</param>
    public RenderedText? RenderedOf(string text) => Mask is null ? null
        : RenderedText.Parse(text, Mask) ?? throw new InvalidOperationException("The mask is none of the text of its hash.");

    public static DocumentFacts Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Of(document.Text, document.Rendered);
    }

    public static DocumentFacts Of(string text) => Of(text, (RenderedText?)null);

    /// <param name="text">The whole text.</param>
    /// <param name="mask">See <see cref="Mask"/>.</param>
    /// <exception cref="FormatException">The mask is none of this text.</exception>
    public static DocumentFacts Of(string text, string? mask) =>
        Of(text, mask is null ? null : RenderedText.Parse(text, mask) ?? throw new FormatException("the mask is none of this text"));

    private static DocumentFacts Of(string text, RenderedText? rendered)
    {
        var utf8 = Encoding.UTF8.GetBytes(rendered?.ScoredText ?? text);
        return new DocumentFacts(ContentHash.Of(text, rendered?.Mask), utf8.Length, ZlibLengthMeter.Measure(utf8)) { Mask = rendered?.Mask };
    }
}
