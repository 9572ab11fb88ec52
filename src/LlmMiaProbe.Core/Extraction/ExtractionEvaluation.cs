using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>The result of an extraction run; kept with it as JSON.</summary>
/// <param name="Documents">In order; failed ones are left out.</param>
public sealed record ExtractionEvaluation(IReadOnlyList<ExtractedDocument> Documents)
{
    /// <summary>How conversations were put together; null if the corpora have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatSummary? Chat { get; init; }

    /// <summary>The result of a run; null if it did not finish.</summary>
    public static ExtractionEvaluation? Find(IProbeStore store, long run) => StoredEvaluation.Find(store, run, FromJson);

    public string ToJson() => JsonSerializer.Serialize(this, ExtractionEvaluationJson.Default.ExtractionEvaluation);

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> writes.</exception>
    public static ExtractionEvaluation FromJson(string json) => JsonSerializer.Deserialize(json, ExtractionEvaluationJson.Default.ExtractionEvaluation)
        ?? throw new JsonException("The evaluation is empty.");
}

// A probability of 0 has the logarithm -infinity.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExtractionEvaluation))]
internal sealed partial class ExtractionEvaluationJson : JsonSerializerContext;

/// <summary>What came out of one document.</summary>
/// <param name="Ordinal">0-based position in the corpus.</param>
/// <param name="Id">Its id.</param>
/// <param name="Summaries">One a request, the target's own distribution first.</param>
/// <param name="Differences">Target minus reference, and each minus its shuffled prefixes, as far as gathered.</param>
/// <param name="Draws">One a model, the target first; null or empty if nothing was drawn.</param>
public sealed record ExtractedDocument(
    long Ordinal, string Id, IReadOnlyList<WindowSummary> Summaries, IReadOnlyList<WindowDifference> Differences, IReadOnlyList<DrawSummary>? Draws = null)
{
    /// <summary>Whether its windows are answers, each after all that precedes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsConversation { get; init; }
}
