using System.Text.Json;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>
/// An attempt as one JSON object: <c>key</c>, <c>document</c> (SHA-256 of the text that the prompt belongs to, or null), <c>role</c>,
/// <c>purpose</c>, <c>model</c> (fingerprint), <c>policy</c>, <c>decoding</c> (temperature, topK, topP, seed, sample, maxTokens), <c>given</c>
/// (<c>tokens</c> without BOS, <c>text</c>), <c>produced</c> (the same), <c>finish</c>, <c>failure</c>, <c>detail</c> (what an endpoint
/// says about the answer, or null), <c>toolVersion</c> and <c>made</c>.
/// </summary>
internal static class AttemptJson
{
    public static void Write(Utf8JsonWriter json, AttemptUse use, Attempt attempt)
    {
        var (outcome, request) = (attempt.Outcome, attempt.Outcome.Request);
        json.WriteString("key", attempt.Key.Hex);
        json.WriteString("document", use.Document?.Hex);
        json.WriteString("role", use.Role.Name);
        json.WriteString("purpose", use.Purpose);
        json.WriteString("model", attempt.Model.Value);
        json.WriteString("policy", attempt.Policy);
        json.WriteStartObject("decoding");
        json.WriteNumber("temperature", request.Scheme.Temperature);
        if (request.Scheme.TopK is { } k)
        {
            json.WriteNumber("topK", k);
        }
        else
        {
            json.WriteNull("topK");
        }

        json.WriteNumber("topP", request.Scheme.TopP);
        json.WriteNumber("seed", request.Seed);
        json.WriteNumber("sample", request.Sample);
        json.WriteNumber("maxTokens", request.MaxTokens);
        json.WriteEndObject();
        WriteText(json, "given", request.Prompt, attempt.PromptText);
        WriteText(json, "produced", outcome.Tokens, outcome.Text);
        json.WriteString("finish", outcome.Finish.ToString().ToLowerInvariant());
        json.WriteString("failure", outcome.Failure);
        WriteDetail(json, outcome.Detail);
        json.WriteString("toolVersion", attempt.ToolVersion);
        json.WriteString("made", attempt.Made);
    }

    private static void WriteDetail(Utf8JsonWriter json, AnswerDetail? detail)
    {
        if (detail is null)
        {
            json.WriteNull("detail");
            return;
        }

        json.WriteStartObject("detail");
        json.WriteString("reportedModel", detail.ReportedModel);
        json.WriteString("systemFingerprint", detail.SystemFingerprint);
        json.WriteString("finish", detail.Finish);
        json.WriteString("refusal", detail.Refusal);
        json.WriteString("promptHash", detail.PromptHash);
        json.WriteStartArray("firstToken");
        foreach (var alternative in detail.FirstToken)
        {
            json.WriteStartObject();
            json.WriteString("text", alternative.Text);
            json.WriteNumber("logProb", alternative.LogProb);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="Exception">
    /// A member is missing or of another kind (<see cref="KeyNotFoundException"/>, <see cref="InvalidOperationException"/>,
    /// <see cref="FormatException"/>).
    /// </exception>
    public static BundledAttempt Read(JsonElement line)
    {
        var decoding = line.GetProperty("decoding");
        var topK = decoding.GetProperty("topK");
        var scheme = new DecodingScheme
        {
            Temperature = decoding.GetProperty("temperature").GetDouble(),
            TopK = topK.ValueKind == JsonValueKind.Null ? null : topK.GetInt32(),
            TopP = decoding.GetProperty("topP").GetDouble(),
        };
        var given = line.GetProperty("given");
        var request = new GenerationRequest(
            Tokens(given),
            decoding.GetProperty("maxTokens").GetInt32(),
            scheme,
            decoding.GetProperty("seed").GetInt32(),
            decoding.GetProperty("sample").GetInt32());
        return new BundledAttempt(
            Text(line, "key"),
            line.GetProperty("document").GetString(),
            $"{Text(line, "role")} {Text(line, "purpose")}",
            Text(line, "purpose"),
            new ModelFingerprint(Text(line, "model")),
            Text(line, "policy"),
            Text(given, "text"),
            request,
            Tokens(line.GetProperty("produced")));
    }

    private static void WriteText(Utf8JsonWriter json, string name, int[] tokens, string text)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("tokens");
        foreach (var token in tokens)
        {
            json.WriteNumberValue(token);
        }

        json.WriteEndArray();
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static int[] Tokens(JsonElement text) => [.. text.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())];

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");
}
