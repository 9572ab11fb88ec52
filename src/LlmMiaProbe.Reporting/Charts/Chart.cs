using System.Text.Json.Nodes;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>A Vega-Lite chart without its rows, which several charts may share.</summary>
/// <param name="Name">Kebab-case; also the name of the exported file.</param>
/// <param name="Rows">Name of its rows in <see cref="ReportCharts.Rows"/>.</param>
/// <param name="Summary">What it shows, for those who do not see it.</param>
/// <param name="Spec">The specification, whose data are named like <paramref name="Rows"/>.</param>
internal sealed record Chart(string Name, string Rows, string Summary, JsonObject Spec);
