using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// What a corpus holds as one JSON object: <c>documents</c>, <c>bytes</c> (UTF-8), <c>digest</c>, <c>labels</c> (each with documents,
/// bytes, leastBytes, medianBytes, mostBytes), <c>groups</c> (groups, mixed, ungroupedDocuments), <c>emptyDocuments</c>,
/// <c>duplicates</c> (exact and near, each with withinLabel, memberAgainstNonMember and againstUnknown: documents and up to 20
/// examples) and <c>defects</c> (count, of these leftOut files of folders, and the first 20).
/// </summary>
public static class CorpusJson
{
    public static JsonObject Of(CorpusSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new JsonObject
        {
            ["documents"] = summary.Documents,
            ["bytes"] = summary.Bytes,
            ["digest"] = summary.Digest,
            ["labels"] = new JsonObject(summary.Labels.Select(label => KeyValuePair.Create(label.Label.ToText(), (JsonNode?)new JsonObject
            {
                ["documents"] = label.Documents,
                ["bytes"] = label.Bytes,
                ["leastBytes"] = label.LeastBytes,
                ["medianBytes"] = label.MedianBytes,
                ["mostBytes"] = label.MostBytes,
            }))),
            ["groups"] = new JsonObject
            {
                ["groups"] = summary.Groups.Groups,
                ["mixed"] = summary.Groups.Mixed,
                ["ungroupedDocuments"] = summary.Groups.UngroupedDocuments,
            },
            ["emptyDocuments"] = summary.EmptyDocuments,
            ["duplicates"] = new JsonObject { ["exact"] = Tally(summary.Duplicates.Exact), ["near"] = Tally(summary.Duplicates.Near) },
            ["defects"] = new JsonObject
            {
                ["count"] = summary.DefectCount,
                ["leftOut"] = summary.LeftOutCount,
                ["first"] = new JsonArray(
                    [.. summary.Defects.Select(defect => new JsonObject { ["file"] = defect.File, ["line"] = defect.Line, ["reason"] = defect.Reason })]),
            },
        };
    }

    private static JsonObject Tally(DuplicateTally tally) => new()
    {
        ["withinLabel"] = Count(tally.WithinLabel),
        ["memberAgainstNonMember"] = Count(tally.MemberAgainstNonMember),
        ["againstUnknown"] = Count(tally.AgainstUnknown),
    };

    private static JsonObject Count(DuplicateCount count) => new()
    {
        ["documents"] = count.Documents,
        ["examples"] = new JsonArray([.. count.Examples.Select(pair => new JsonObject
        {
            ["first"] = pair.FirstId,
            ["firstLabel"] = pair.FirstLabel.ToText(),
            ["second"] = pair.SecondId,
            ["secondLabel"] = pair.SecondLabel.ToText(),
            ["similarity"] = pair.Similarity,
        })]),
    };
}
