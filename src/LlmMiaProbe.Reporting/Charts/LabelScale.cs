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

    /// <summary>The labels that occur; each always looks the same.</summary>
    public static IReadOnlyList<SeriesLook> Looks(ReportContent content, ChartPalette palette)
    {
        var present = content.Documents.Select(Of).ToHashSet(StringComparer.Ordinal);
        string[] colours = [palette.Member, palette.NonMember, palette.Unknown, palette.Control];
        return [.. SeriesLook.Of(Names.Zip(colours)).Where(look => present.Contains(look.Name))];
    }
}
