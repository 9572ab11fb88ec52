using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>Takes text of documents, and text that models produced, out of what runs keep beside it.</summary>
internal static class WithoutText
{
    private const string Purged = "(purged)";

    // Members of results that hold text; "produced" has texts as its names.
    private static readonly HashSet<string> s_members = ["given", "mode", "value", "text", "reasons", "template"];

    /// <summary>A message without what it quotes.</summary>
    public static string Message(string message)
    {
        var first = message.AsSpan().IndexOfAny("'\"");
        var last = message.AsSpan().LastIndexOfAny("'\"");
        return first < 0 ? message : $"{message[..first]}{Purged}{(last > first ? message[(last + 1)..] : "")}";
    }

    /// <summary>What a command came to; anything that is no result of a command stays as it is.</summary>
    public static string Evaluation(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject evaluation || evaluation["result"] is not JsonObject result)
            {
                return json;
            }

            Blank(result);
            return evaluation.ToJsonString();
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>Settings of a run; the sentence of <c>secret</c> stands in its command.</summary>
    public static string Settings(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonObject settings && settings["task"] is JsonObject task && (string?)task["kind"] == "secret")
            {
                task["command"] = $"mia-probe secret {Purged}";
                return settings.ToJsonString();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // What cannot be read shows no text.
        }

        return json;
    }

    private static void Blank(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Blank(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (name == "produced" && value is JsonObject texts)
                {
                    members[name] = new JsonObject(texts.Select((text, i) => KeyValuePair.Create($"{Purged} {i + 1}", text.Value?.DeepClone())));
                }
                else if (s_members.Contains(name))
                {
                    members[name] = value switch
                    {
                        JsonArray list => new JsonArray([.. list.Select(_ => (JsonNode)Purged)]),
                        JsonValue text when text.GetValueKind() == JsonValueKind.String => Purged,
                        _ => value?.DeepClone(),
                    };
                }
                else
                {
                    Blank(value);
                }
            }
        }
    }
}
