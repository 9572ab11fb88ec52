using System.Text.Json;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>Reads answers whose form is not known for sure: what is missing or of another kind is null.</summary>
internal static class Json
{
    private const int LongestName = 200;

    private static readonly HashSet<string> s_words =
        new(StringComparer.OrdinalIgnoreCase) { "NaN", "-NaN", "Infinity", "-Infinity", "+Infinity", "inf", "-inf" };

    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement? Member(this JsonElement element, string name) => Member((JsonElement?)element, name);

    public static IReadOnlyList<JsonElement>? Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : null;

    public static JsonElement? First(this JsonElement? element) => element.Items() is { Count: > 0 } items ? items[0] : null;

    public static string? Text(this JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A name, a version or a reason, no longer than such things are.</summary>
    public static string? Named(this JsonElement? element) => element.Text() is { } text
        ? text.Length <= LongestName ? text : text[..LongestName] + "…"
        : null;

    /// <summary>A finite number.</summary>
    public static double? Number(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    /// <summary>What stands where a finite number should be, for a message; null for such a number, and for nothing at all.</summary>
    public static string? Odd(this JsonElement? element) => (element?.ValueKind, element.Number()) switch
    {
        (null or JsonValueKind.Undefined or JsonValueKind.Null, _) or (_, not null) => null,
        (JsonValueKind.String, _) when element.Text() is { } text => s_words.Contains(text) ? text : $"the text '{ReplyReader.Shown(text)}'",
        (JsonValueKind.Number, _) => ReplyReader.Shown(element?.GetRawText() ?? ""),
        (JsonValueKind.True or JsonValueKind.False, _) => "true or false",
        _ => "no number",
    };

    public static int? Whole(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    public static string? Model(this JsonElement reply) => reply.Member("model").Named();

    public static int? PromptTokens(this JsonElement reply) => reply.Member("usage").Member("prompt_tokens").Whole();
}
