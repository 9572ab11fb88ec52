using System.Text.Json.Nodes;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// How consistently a model completes a sentence, as one JSON object: <c>given</c>, <c>mode</c> (the most frequent completion),
/// <c>count</c>, <c>samples</c>, <c>share</c>, <c>shareLow</c>, <c>shareHigh</c>, <c>referenceCount</c>, <c>referenceSamples</c>,
/// <c>excess</c>, <c>isCommon</c> and <c>produced</c> (completions with their counts, the most frequent first).
/// </summary>
public static class SecretJson
{
    public static JsonObject Of(string prompt, SecretConsistency result, IReadOnlyList<string> samples) => new()
    {
        ["given"] = prompt,
        ["mode"] = result.Mode,
        ["count"] = result.Count,
        ["samples"] = result.Samples,
        ["share"] = result.Share,
        ["shareLow"] = result.Interval.Low,
        ["shareHigh"] = result.Interval.High,
        ["referenceCount"] = result.ReferenceCount,
        ["referenceSamples"] = result.ReferenceSamples,
        ["excess"] = result.Excess,
        ["isCommon"] = result.IsCommon,
        ["produced"] = new JsonObject(samples.CountBy(sample => sample).OrderByDescending(entry => entry.Value).ThenBy(
            entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
    };
}
