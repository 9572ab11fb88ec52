using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>The turns of a chat record as OpenAI (<c>role</c>, <c>content</c>) or ShareGPT (<c>from</c>, <c>value</c>) write them.</summary>
internal static class MessageList
{
    // Each would change the text that a template makes, so a turn that has it cannot be scored as it was trained on.
    private static readonly string[] s_unread =
    [
        "tool_calls", "tool_call", "function_call", "audio", "audios", "image", "images", "image_url", "video", "videos", "file", "files",
        "refusal", "reasoning_content", "reasoning", "thinking",
    ];

    // Each says which tokens are learned in a way that a turn as a whole cannot.
    private static readonly string[] s_masks =
    [
        "mask", "masks", "masked", "loss_mask", "loss_masks", "loss_weight", "loss_scale", "weights", "train_detail", "train_on", "training", "trainable",
        "is_train", "is_trained", "learn", "no_loss", "ignore_loss",
    ];

    /// <param name="list">A list of turns.</param>
    /// <param name="field">The field that holds it, for messages.</param>
    /// <param name="isLearned">Whether fine-tuning learns what the assistant says here.</param>
    /// <exception cref="FormatException">It is no list of turns of plain text.</exception>
    public static List<ConversationTurn> Read(JsonElement list, string field, bool isLearned = true)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"the field \"{field}\" is no list; expected the turns of a conversation");
        }

        var turns = new List<ConversationTurn>(list.GetArrayLength());
        foreach (var message in list.EnumerateArray())
        {
            try
            {
                turns.Add(Turn(message, isLearned));
            }
            catch (FormatException error)
            {
                throw new FormatException(FormattableString.Invariant($"turn {turns.Count + 1} of \"{field}\" {error.Message}"), error);
            }
        }

        return turns;
    }

    /// <summary>What fields beside the turns say that no turn holds.</summary>
    /// <exception cref="FormatException">There is such a field.</exception>
    public static void RequireNothingBeside(JsonRecord record)
    {
        foreach (var name in (ReadOnlySpan<string>)["images", "image", "audio", "audios", "video", "videos", "tools", "functions", "history", "documents"])
        {
            if (record.Has(name) && !IsEmpty(record.Element(name)))
            {
                throw new FormatException(
                    $"the record has {Quotation.Of(name)} beside its conversation, which is not read; expected turns of plain text alone");
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["weight", "mask", "loss_mask", "loss_weight", "loss_scale"])
        {
            if (record.Has(name))
            {
                throw new FormatException(
                    $"the record has {Quotation.Of(name)} beside its conversation, which changes what is learned and is not read; "
                    + "expected the weight 0 or 1 in the turns, or none");
            }
        }
    }

    private static ConversationTurn Turn(JsonElement message, bool isLearned)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("is no object; expected a role and its content");
        }

        foreach (var name in s_unread)
        {
            if (Value(message, name) is { } value && !IsEmpty(value))
            {
                throw new FormatException($"has {Quotation.Of(name)}, which is not read; expected plain text alone");
            }
        }

        var role = Roles.Of(
            (Value(message, "role") ?? Value(message, "from")) is { ValueKind: JsonValueKind.String } spelling
                ? spelling.GetString() ?? string.Empty
                : throw new FormatException("names no role; expected \"role\" or \"from\" with a string"));
        if (role is "function_call" or "tool_call")
        {
            throw new FormatException("is a call of a tool, which is not read; expected plain text alone");
        }

        var content = (Value(message, "content") ?? Value(message, "value")) is { } given
            ? Content(given)
            : throw new FormatException("has no content; expected \"content\" or \"value\" with a text");
        var isAssistant = role == Roles.Assistant;
        return new ConversationTurn(role, content, IsWeighed(message, isAssistant) && isAssistant && isLearned);
    }

    private static string Content(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString() ?? string.Empty,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(Part)),
        _ => throw new FormatException("has a content that is neither a string nor a list of parts"),
    };

    private static string Part(JsonElement part)
    {
        var type = part.ValueKind == JsonValueKind.Object ? Value(part, "type") : null;
        var name = type is { ValueKind: JsonValueKind.String } given ? given.GetString() : null;
        return name is "text" or "input_text" or "output_text" && Value(part, "text") is { ValueKind: JsonValueKind.String } text
            ? text.GetString() ?? string.Empty
            : throw new FormatException(
                $"has a part of type {(name is null ? "none" : Quotation.Of(name))}, which is not read; expected parts of type \"text\" with a text");
    }

    private static bool IsWeighed(JsonElement message, bool isAssistant)
    {
        foreach (var name in s_masks)
        {
            if (Value(message, name) is not null)
            {
                throw new FormatException($"has {Quotation.Of(name)}, which is not read; expected \"weight\" with 0 or 1, or \"train\" with true or false");
            }
        }

        var isWeighed = Value(message, "weight") is not { } weight || (weight.ValueKind, weight.GetRawText()) switch
        {
            (JsonValueKind.Number, "0" or "0.0") => false,
            (JsonValueKind.Number, "1" or "1.0") => true,
            _ => throw new FormatException($"has the weight {Quotation.Of(weight.GetRawText())}; expected 0 or 1"),
        };
        foreach (var name in (ReadOnlySpan<string>)["train", "loss"])
        {
            if (Value(message, name) is not { } flag)
            {
                continue;
            }

            isWeighed &= flag.ValueKind switch
            {
                JsonValueKind.False => false,
                JsonValueKind.True when isAssistant => true,
                JsonValueKind.True => throw new FormatException($"has {Quotation.Of(name)} true and is not the assistant's, which is not read; expected false"),
                _ => throw new FormatException($"has the field {Quotation.Of(name)} with {Quotation.Of(flag.GetRawText())}; expected true or false"),
            };
        }

        return isWeighed;
    }

    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.String => value.ValueEquals(""u8),
        _ => false,
    };

    private static JsonElement? Value(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
