using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>The most tokens that a request can be billed.</summary>
internal static class RequestCost
{
    // A BOS, and the space that some tokenizers put before a text.
    private const int AroundText = 2;

    // What a chat template puts around the messages, with a system prompt of its own, and around each of them.
    private const int AroundChat = 64;
    private const int AroundMessage = 8;

    private static readonly string[] s_limits = ["max_tokens", "max_completion_tokens", "max_new_tokens", "num_predict"];

    /// <summary>A token stands for one byte or more, so a text has at most as many tokens as bytes; what may be produced is added.</summary>
    /// <param name="body">JSON as sent; null for a question without a body, which is not billed.</param>
    public static long Of(string? body)
    {
        if (body is null)
        {
            return 0;
        }

        using var document = JsonDocument.Parse(body);
        var messages = document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("messages", out var list)
            && list.ValueKind == JsonValueKind.Array
            ? list.GetArrayLength()
            : 0;
        return Encoding.UTF8.GetByteCount(WrittenText.In(document.RootElement))
            + (messages > 0 ? AroundChat + (messages * AroundMessage) : AroundText)
            + Limit(document.RootElement);
    }

    /// <summary>The same for a text that is given alone.</summary>
    public static long OfText(string text, int produced) => Encoding.UTF8.GetByteCount(text) + AroundText + produced;

    /// <summary>What plain English takes as a rule, a template included: to see beforehand whether a budget is of the right size.</summary>
    public static long Expected(string text, int produced) => (Encoding.UTF8.GetByteCount(text) / 4) + (2 * AroundMessage) + produced;

    private static long Limit(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject().Select(member => s_limits.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Number
            && member.Value.TryGetInt64(out var limit)
            ? Math.Max(0, limit)
            : Limit(member.Value)).DefaultIfEmpty(0).Max()
        : 0;
}
