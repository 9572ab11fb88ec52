using System.Text.Json;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>Reads answers whose form is not known for sure: what is missing or of another kind is null.</summary>
internal static class Json
{
    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement? Member(this JsonElement element, string name) => Member((JsonElement?)element, name);

    public static IReadOnlyList<JsonElement>? Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : null;

    public static JsonElement? First(this JsonElement? element) => element.Items() is { Count: > 0 } items ? items[0] : null;

    public static string? Text(this JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static double? Number(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : null;

    public static int? Whole(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    public static string? Model(this JsonElement reply) => reply.Member("model").Text();

    public static int? PromptTokens(this JsonElement reply) => reply.Member("usage").Member("prompt_tokens").Whole();
}
