using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>What the scores of a run say together; kept with the run as JSON and computed again by <c>rescore</c>.</summary>
public sealed record RunEvaluation
{
    public required LabelCounts Labels { get; init; }

    /// <summary>In the order of the run's attacks.</summary>
    public required IReadOnlyList<AttackEvaluation> Attacks { get; init; }

    /// <summary>The attack that <see cref="Top"/> is ordered by; chosen by what models there are, never by its result.</summary>
    public required string RankedBy { get; init; }

    /// <summary>The documents with the highest scores, highest first.</summary>
    public required IReadOnlyList<RankedDocument> Top { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, RunEvaluationJson.Default.RunEvaluation);

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> writes.</exception>
    public static RunEvaluation FromJson(string json) => JsonSerializer.Deserialize(json, RunEvaluationJson.Default.RunEvaluation)
        ?? throw new JsonException("The evaluation is empty.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunEvaluation))]
internal sealed partial class RunEvaluationJson : JsonSerializerContext;
