using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html;

/// <summary>What the page's scripts need at once; everything else they unpack when it is looked at.</summary>
internal static class PageFacts
{
    public static JsonObject Of(ReportPage page, ReportCharts charts, ReportOptions options) => new()
    {
        ["attacks"] = new JsonArray([.. (page.Membership?.Attacks ?? []).Select(attack => (JsonNode)new JsonObject
        {
            ["id"] = attack.Id,
            ["name"] = attack.Name,
            ["headline"] = attack.IsHeadline,
            ["leading"] = attack == page.Membership?.Leading,
        })]),
        ["step"] = page.Membership is { } content ? LengthChart.Step(content) : 1,
        ["redacted"] = options.Redact,
        ["lengths"] = page.Membership is { HasConversations: true } ? "bytes scored" : "bytes",
        ["charts"] = new JsonObject(charts.All.Select(chart => KeyValuePair.Create(chart.Name, (JsonNode?)chart.Spec.DeepClone()))),
    };
}
