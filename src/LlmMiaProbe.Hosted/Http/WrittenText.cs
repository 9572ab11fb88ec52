using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>What was written for a model or by it in a request or an answer, of whatever provider's shape.</summary>
internal static class WrittenText
{
    private static readonly string[] s_fields = ["prompt", "inputs", "text", "content", "generated_text"];

    /// <summary>One text after the other, in the order of the JSON.</summary>
    public static string In(JsonElement json)
    {
        var text = new StringBuilder();
        Add(text, json, isWritten: false);
        return text.ToString();
    }

    private static void Add(StringBuilder text, JsonElement json, bool isWritten)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String when isWritten:
                text.Append(json.GetString());
                break;
            case JsonValueKind.Array:
                foreach (var element in json.EnumerateArray())
                {
                    Add(text, element, isWritten);
                }

                break;
            case JsonValueKind.Object:
                // Tokens beside the text repeat it.
                foreach (var member in json.EnumerateObject().Where(member => member.Name is not ("logprobs" or "prompt_logprobs" or "meta_info" or "details")))
                {
                    Add(text, member.Value, s_fields.Contains(member.Name));
                }

                break;
        }
    }
}
