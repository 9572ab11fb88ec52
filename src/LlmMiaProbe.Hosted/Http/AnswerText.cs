using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>
/// Makes of the bytes of an answer JSON of which every text can be read and that repeats no key, or one sentence. Whoever reads
/// on need not expect anything else.
/// </summary>
internal static class AnswerText
{
    private const int Deepest = 64;

    private static readonly JsonDocumentOptions s_usual = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };

    /// <exception cref="EndpointException">It is cut off, no JSON, or holds what cannot be read.</exception>
    public static byte[] Read(byte[] bytes)
    {
        var json = IsJson(bytes, s_usual) ? bytes : Mended(bytes);
        return RequireTexts(json) ? Scrubbed(json) : json;
    }

    private static byte[] Mended(byte[] bytes)
    {
        if (BareNumbers.Quote(bytes) is { } quoted && IsJson(quoted, s_usual))
        {
            return quoted;
        }

        if (IsJson(bytes, s_usual with { AllowDuplicateProperties = true }))
        {
            // What cannot be read cannot be told apart either.
            RequireTexts(bytes);
            throw Undecodable("gives two values the same name");
        }

        // The end of a character may be what was cut off.
        if (Invalid(bytes) is var at && at < bytes.Length - 4)
        {
            throw Undecodable($"holds bytes that are no UTF-8 (from byte {at} on)");
        }

        throw IsJson(bytes, new JsonDocumentOptions { MaxDepth = int.MaxValue })
            ? Undecodable($"is nested deeper than {Deepest} levels")
            : new EndpointException(EndpointFailure.Broken, $"the endpoint's answer of {bytes.Length} bytes is cut off or no JSON");
    }

    private static bool IsJson(byte[] bytes, JsonDocumentOptions options)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, options);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Looks at every text.</summary>
    /// <returns>Whether a key is in one of them.</returns>
    private static bool RequireTexts(byte[] json)
    {
        if (!Utf8.IsValid(json))
        {
            throw Undecodable($"holds bytes that are no UTF-8 (from byte {Invalid(json)} on)");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Deepest });
        var hasSecret = EndpointSecrets.IsIn(Encoding.UTF8.GetString(json));
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
            {
                continue;
            }

            try
            {
                hasSecret |= EndpointSecrets.IsIn(reader.GetString() ?? "");
            }
            catch (InvalidOperationException)
            {
                throw Undecodable($"holds half of a character (a surrogate alone) in a text at byte {reader.TokenStartIndex}");
            }
        }

        return hasSecret;
    }

    private static byte[] Scrubbed(byte[] json) => Encoding.UTF8.GetBytes(Scrubbed(JsonNode.Parse(json))?.ToJsonString() ?? "null");

    private static JsonNode? Scrubbed(JsonNode? node) => node switch
    {
        JsonObject parts => new JsonObject(parts.GroupBy(part => EndpointSecrets.ScrubAnswer(part.Key))
            .Select(same => KeyValuePair.Create(same.Key, Scrubbed(same.First().Value)))),
        JsonArray items => new JsonArray([.. items.Select(Scrubbed)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(EndpointSecrets.ScrubAnswer(text)),
        _ => node?.DeepClone(),
    };

    private static int Invalid(byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static EndpointException Undecodable(string what) => new(EndpointFailure.Undecodable, $"the endpoint's answer {what}, so it cannot be read");
}
