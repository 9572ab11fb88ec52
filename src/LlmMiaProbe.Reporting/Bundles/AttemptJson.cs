using System.Text.Json;
using LlmMiaProbe.Corpora;
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
        WriteNumber(json, "topK", request.Scheme.TopK);
        json.WriteNumber("topP", request.Scheme.TopP);
        json.WriteNumber("seed", request.Seed);
        json.WriteNumber("sample", request.Sample);
        json.WriteNumber("maxTokens", request.MaxTokens);
        json.WriteEndObject();
        WriteText(json, "given", request.Prompt, attempt.PromptText);
        WriteText(json, "produced", outcome.Tokens, outcome.Text);
        json.WriteString("finish", Spelled(outcome.Finish));
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
        WriteNumber(json, "promptTokens", detail.PromptTokens);
        WriteNumber(json, "completionTokens", detail.CompletionTokens);
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

    /// <param name="line">The object.</param>
    /// <param name="isSecond">Of the second format, which says more of what an endpoint billed.</param>
    /// <exception cref="BundleException">A key is missing, unknown or of another kind.</exception>
    public static BundledAttempt Read(StrictObject line, bool isSecond)
    {
        var (key, document) = (line.Digest("key"), line.DigestOrNull("document"));
        var use = new AttemptUse(document is null ? null : new ContentHash(document), new ModelRole(line.Text("role")), line.Text("purpose"));
        var (model, policy) = (new ModelFingerprint(line.Text("model")), line.Text("policy"));
        var decoding = line.Object("decoding");
        var scheme = new DecodingScheme
        {
            Temperature = decoding.Number("temperature"),
            TopK = decoding.WholeOrNull("topK"),
            TopP = decoding.Number("topP"),
        };
        var (seed, sample, most) = (decoding.Whole("seed"), decoding.Whole("sample", 0), decoding.Whole("maxTokens", 1));
        decoding.End();
        var (given, givenText) = ReadText(line.Object("given"));
        var (produced, producedText) = ReadText(line.Object("produced"));
        var finish = Enum.GetValues<FinishReason>().Cast<FinishReason?>().FirstOrDefault(reason => Spelled(reason ?? default) == line.Text("finish"))
            ?? throw line.Wrong("finish", "a reason why a text ends");
        var outcome = new Continuation(new GenerationRequest(given, most, scheme, seed, sample), produced, producedText, finish, line.TextOrNull("failure"))
        {
            Detail = line.ObjectOrNull("detail") is { } detail ? ReadDetail(detail, isSecond) : null,
        };
        var attempt = new Attempt(model, policy, givenText, outcome, line.Text("toolVersion"), line.Time("made"));
        line.End();
        return (outcome.Failure is null) == (finish != FinishReason.Failed)
            ? new BundledAttempt(key, use, attempt)
            : throw line.Wrong("failure", "there exactly if 'finish' is failed");
    }

    private static string Spelled(FinishReason reason) => reason.ToString().ToLowerInvariant();

    private static (int[] Tokens, string Text) ReadText(StrictObject text)
    {
        var read = (text.Wholes("tokens"), text.Text("text"));
        text.End();
        return read;
    }

    private static AnswerDetail ReadDetail(StrictObject detail, bool isSecond)
    {
        var read = new AnswerDetail
        {
            ReportedModel = detail.TextOrNull("reportedModel"),
            SystemFingerprint = detail.TextOrNull("systemFingerprint"),
            Finish = detail.TextOrNull("finish"),
            Refusal = detail.TextOrNull("refusal"),
            PromptHash = detail.TextOrNull("promptHash"),
            PromptTokens = isSecond ? detail.WholeOrNull("promptTokens") : null,
            CompletionTokens = isSecond ? detail.WholeOrNull("completionTokens") : null,
            FirstToken =
            [
                .. detail.Objects("firstToken").Select(alternative =>
                {
                    var one = new TokenAlternative(alternative.Text("text"), alternative.Number("logProb"));
                    alternative.End();
                    return one;
                }),
            ],
        };
        detail.End();
        return read;
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
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
}
