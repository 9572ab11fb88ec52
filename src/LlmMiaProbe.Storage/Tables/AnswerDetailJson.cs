using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>What an endpoint says about an answer, as JSON.</summary>
internal static class AnswerDetailJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Write(AnswerDetail detail) => JsonSerializer.Serialize(detail, s_options);

    /// <exception cref="JsonException">Not what <see cref="Write"/> writes.</exception>
    public static AnswerDetail Read(string json) => JsonSerializer.Deserialize<AnswerDetail>(json, s_options) ?? throw new JsonException("The detail is null.");
}
