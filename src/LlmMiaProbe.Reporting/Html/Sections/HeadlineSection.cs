using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>The first screen: in plain words what was found, what speaks against it, how sure it is, and what it does not show.</summary>
internal static class HeadlineSection
{
    /// <param name="html">Receives the section.</param>
    /// <param name="page">The runs.</param>
    /// <param name="comparison">What changed from an earlier run; null without one.</param>
    /// <param name="charts">Of the report.</param>
    /// <param name="options">What the file may carry.</param>
    public static void Write(
        HtmlWriter html, ReportPage page, RunComparison? comparison, ReportCharts charts, ReportOptions options) => html.Element("section#headline", () =>
    {
        var isFirst = true;
        foreach (var (title, line, write) in Answers(page, options))
        {
            if (!isFirst)
            {
                html.Element("h2.second", title);
            }

            html.Element(isFirst ? "h1" : "p.lead", line);
            if (isFirst && comparison is not null)
            {
                Compared(html, comparison, charts);
            }

            write(html);
            isFirst = false;
        }
    });

    /// <summary>Whether what extraction found comes first, because the membership run says nothing of its documents.</summary>
    public static bool LeadsWithExtraction(ReportPage page) =>
        page.IsAboutExtraction && (page.Membership is null || !MembershipAnswer.HasResult(page.Membership));

    private static IEnumerable<(string Title, string Line, Action<HtmlWriter> Write)> Answers(ReportPage page, ReportOptions options)
    {
        var extraction = (
            "Extraction, another question",
            ExtractionAnswer.FirstLine(page, options) ?? "",
            (Action<HtmlWriter>)(html => ExtractionAnswer.Write(html, page, options)));
        if (LeadsWithExtraction(page))
        {
            yield return extraction;
        }

        if (page.Membership is { } content)
        {
            yield return (
                "Membership, another question",
                content.Named(content.Evaluation.PlainSentence),
                html => MembershipAnswer.Write(html, content, page.IsAboutExtraction));
        }

        if (page.IsAboutExtraction && !LeadsWithExtraction(page))
        {
            yield return extraction;
        }

        foreach (var order in page.Orders)
        {
            var output = (ExchangeabilityOutput)order.Output;
            yield return ("The published order", output.Statement, html => html.Element("p", output.Assumption));
        }

        foreach (var asked in page.Questions)
        {
            var output = (QuestionOutput)asked.Output;
            yield return ($"Replies to questions, about {output.Question}", output.Headline, html => html.Element("p", output.Caveat));
        }
    }

    private static void Compared(HtmlWriter html, RunComparison comparison, ReportCharts charts) => html.Element("div.compared", () =>
    {
        var (earlier, later) = (comparison.Earlier.Id, comparison.Later.Id);
        var attack = comparison.Attacks.FirstOrDefault(attack => attack.IsHeadline);
        var coverage = comparison.Coverage.FirstOrDefault(change => change.Threshold.Equals(ExtractionThresholds.Coverage[2]));
        var cue = ComparisonChart.Cue(attack?.Change ?? coverage?.Change);
        html.Element("p.change", () =>
        {
            html.Element("strong", $"Compared with run {Figures.Id(earlier)}{ComparisonSection.ModelOf(comparison.Earlier)}: ");
            html.Element(cue switch { "worse" => "span.cue.worse", "better" => "span.cue.better", _ => "span.cue" }, Words(cue));
        });
        html.Element(
            "p",
            ComparedRun.Named(
                comparison,
                (attack is null ? null : ChangeStatement.Of(attack, earlier, later))
                ?? (coverage is null ? null : ChangeStatement.Of(coverage, earlier, later)) ?? attack?.Reason ?? ""));
        FigureElement.Write(html, charts, ComparisonChart.Rows, "What changed", "Further to the right, more stands out.");
    });

    private static string Words(string cue) => cue switch
    {
        "worse" => "▲ worse, more stands out",
        "better" => "▼ better, less stands out",
        "no visible change" => "no visible change",
        _ => "how sure a change is, is not known",
    };
}
