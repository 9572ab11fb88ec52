using LlmMiaProbe.Findings;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>How well each attack tells the labels apart.</summary>
internal static class AttacksSection
{
    public static void Write(HtmlWriter html, ReportContent content, ReportCharts charts) => html.Element("section#attacks", () =>
    {
        html.Element("h2", "Attacks");
        FigureElement.Write(html, charts, "auc", "AUC, highest first", "The dashed line is guessing; the shape says what kind of attack it is.");
        Table(html, content);
        html.Element("p.note", content.Named(content.Evaluation.Headline.Reason));
        foreach (var note in AttackNotes.Of([.. content.Attacks.Select(attack => attack.Evaluation)], content.Evaluation.Exploration, Figures.Percent))
        {
            html.Element("p.note", content.Named(note));
        }

        html.Element("div.pair", () =>
        {
            FigureElement.Write(html, charts, "roc", "ROC curves", "Towards the upper left is better.");
            FigureElement.Write(
                html, charts, "roc-log", "ROC curves, few false alarms enlarged", "Both axes are logarithmic; the left and lower edges stand for 0 as well.");
        });
        if (charts.All.Any(chart => chart.Name == "scores-by-label"))
        {
            Choice(html, content);
        }

        html.Element("div.pair", () =>
        {
            FigureElement.Write(html, charts, "scores-by-label", "Scores by label", "The outermost bins hold what lies beyond them.");
            var step = LengthChart.Step(content);
            FigureElement.Write(
                html,
                charts,
                "score-against-length",
                "Scores against length",
                step == 1
                    ? "If scores follow length, so do decisions."
                    : $"If scores follow length, so do decisions. One document in {Figures.Count(step)} is drawn.");
        });
        FigureElement.Write(
            html, charts, "correlation", "Do attacks agree?", "Spearman's rank correlation of their scores: attacks near 1 say the same thing twice.");
        CollectionSection.Write(html, content);
    });

    private static void Table(HtmlWriter html, ReportContent content)
    {
        var evaluation = content.Evaluation;
        var rows = AttackRow.Of(evaluation.Attacks, evaluation.Headline, evaluation.Health?.Labels);
        var bounds = AttackRow.Bounds(evaluation.Attacks, onlyMeasured: true);
        var names = content.Attacks.ToDictionary(attack => attack.Id, attack => attack.Name, StringComparer.Ordinal);
        var ids = content.Attacks.GroupBy(attack => attack.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Id);
        string Name(string id) => names.GetValueOrDefault(id, id);
        var isMeasured = rows.Any(row => row.Auc != AttackRow.None);
        Tables.Write(html,
            (isMeasured ? "The headline attacks, then the highest AUC; TPR is the share of members found at the given share of false alarms (FPR). "
                : "Attacks; without documents labelled member and non-member there is nothing to measure them by. ")
            + "Parameters stand in the glossary",
            ["attack", .. isMeasured ? (string[])["AUC", "95% interval", .. bounds.Select(bound => $"TPR at {Figures.Percent(bound)} FPR")] : [], "status"],
            [
                .. rows.Where(row => isMeasured || row.Id != AttackRow.Blind).Select(row => (string[])[
                    Name(row.Id), .. isMeasured ? (string[])[row.Auc, row.Interval, .. bounds.Select(bound => row.Tpr(bound))] : [],
                    row.IsHeadline ? "headline" : row.Id == AttackRow.Blind ? "comparison" : "exploratory"]),
            ],
            numeric: isMeasured ? 2 + bounds.Count : 0,
            strong: rows.Where(row => row.IsHeadline).Select(row => Name(row.Id)).ToHashSet(StringComparer.Ordinal),
            title: name => ids.GetValueOrDefault(name));
    }

    private static void Choice(HtmlWriter html, ReportContent content) => html.Element("p.choice", () =>
    {
        html.Element("label", "Attack shown below: ", ("for", "attack"));
        html.Element("select#attack", () =>
        {
            foreach (var (attack, i) in content.Attacks.Select((attack, i) => (attack, i)))
            {
                html.Element(
                    "option",
                    attack.Name,
                    ("value", i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ("selected", attack == content.Leading ? "" : null));
            }
        });
    });
}
