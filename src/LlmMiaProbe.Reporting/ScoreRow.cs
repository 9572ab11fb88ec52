using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>A record of <see cref="ScoreExport"/>.</summary>
internal sealed record ScoreRow(
    string Document, string Label, string Attack, double? Score, string Status, string? Reason, bool IsHeadline, Decision? Decision);
