using System.Globalization;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>Whether models prefer documents in their published order: a question about the collection, not about any document.</summary>
internal static class OrderSection
{
    public static void Write(HtmlWriter html, ReportPage page) => html.Element("section#order", () =>
    {
        html.Element("h2", "Published order");
        foreach (var order in page.Orders)
        {
            Write(html, order.Run.Id, (ExchangeabilityOutput)order.Output);
        }
    });

    private static void Write(HtmlWriter html, long run, ExchangeabilityOutput result)
    {
        html.Element("h3", $"Run {Figures.Id(run)}");
        html.Element("p.statement", result.Statement);
        html.Element("p.note", result.Assumption);
        Tables.Write(
            html,
            "The published order against random ones",
            ["test", "documents", "shards", "orders of each", "difference, nats a shard", "p", "smallest p"],
            [[
                "exact, by rearrangement of orders", Figures.Count(result.Documents), Figures.Count(result.Shards), Figures.Count(result.Permutations + 1L),
                Figures.Hundredths(result.MeanDifference), PValue(result.PValue), PValue(result.SmallestPValue),
            ]],
            numeric: 6);
        foreach (var (shard, reason) in result.Failures)
        {
            html.Element("p.note", $"Shard {shard} was not scored: {reason}");
        }
    }

    private static string PValue(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
