using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// How much of a work came from its beginning, as one JSON object: <c>run</c>, <c>given</c> and <c>produced</c> (texts),
/// <c>givenCharacters</c>, <c>originalCharacters</c> (as much of the work as was asked for, UTF-16), <c>producedTokens</c>,
/// <c>attempts</c>, <c>ending</c> and <c>nvRecall</c> (<c>recall</c>, <c>referenceWords</c>, <c>generatedWords</c>, <c>matched</c>,
/// <c>missing</c>, <c>additional</c>, <c>longest</c> in words, <c>floors</c>, <c>passages</c>).
/// </summary>
public static class WholeWorkJson
{
    public static JsonObject Of(long run, WholeWork work, NearVerbatimRecall recall)
    {
        var json = new JsonObject { ["run"] = run, ["given"] = work.Seed, ["produced"] = work.Produced };
        foreach (var (name, value) in Figures(work, recall))
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    /// <summary>The same without run and texts.</summary>
    public static JsonObject Figures(WholeWork work, NearVerbatimRecall recall) => new()
    {
        ["givenCharacters"] = work.Seed.Length,
        ["originalCharacters"] = work.Original.Length,
        ["producedTokens"] = work.ProducedTokens,
        ["attempts"] = work.Attempts,
        ["ending"] = work.Ending.ToString().ToLowerInvariant(),
        ["nvRecall"] = new JsonObject
        {
            ["recall"] = recall.Recall,
            ["referenceWords"] = recall.ReferenceWords,
            ["generatedWords"] = recall.GeneratedWords,
            ["matched"] = recall.Matched,
            ["missing"] = recall.Missing,
            ["additional"] = recall.Additional,
            ["longest"] = recall.Longest,
            ["floors"] = new JsonArray(recall.Floors.First, recall.Floors.Second),
            ["passages"] = JsonSerializer.SerializeToNode(recall.Spans, JsonSerializerOptions.Web),
        },
    };
}
