using System.Text.Json;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>What one question has on the wire beyond the vocabulary of connectors.</summary>
/// <param name="topK">Tokens that are kept when drawing, or null for all.</param>
internal sealed class WireExchange(int? topK)
{
    public int? TopK => topK;

    /// <summary>The answer as it came; null until then.</summary>
    public JsonElement? Reply { get; set; }
}
