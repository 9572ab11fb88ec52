using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>Labels of documents in words and colours.</summary>
internal static class LabelScale
{
    public static readonly string[] Names = ["member", "non-member", "unknown", "calibration"];

    public static string Of(RunDocument document) => document.Calibrates ? Names[3] : document.Label switch
    {
        Membership.Member => Names[0],
        Membership.NonMember => Names[1],
        _ => Names[2],
    };

    /// <summary>A colour scale over the labels that occur, as JSON.</summary>
    public static string Json(ReportContent content, ChartPalette palette)
    {
        var present = content.Documents.Select(Of).ToHashSet(StringComparer.Ordinal);
        string[] colours = [palette.Member, palette.NonMember, palette.Unknown, palette.Control];
        var shown = Names.Zip(colours).Where(label => present.Contains(label.First)).ToList();
        return $$"""{ "domain": {{ChartSpec.Json(shown.ConvertAll(label => label.First))}}, "range": {{ChartSpec.Json(shown.ConvertAll(label => label.Second))}} }""";
    }
}
