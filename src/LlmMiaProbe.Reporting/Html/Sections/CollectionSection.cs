using LlmMiaProbe.Findings;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>The documents under test as a collection; part of the section on attacks.</summary>
internal static class CollectionSection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        if (content.Evaluation.Collection is not { Scores: { } scores } collection)
        {
            return;
        }

        html.Element("h3", "As a collection");
        html.Element("p", content.Named(CollectionStatement.Scores(scores, collection.Attack, content.Evaluation.TestedAgainstCalibration)));
        if (collection.Inference is { } inference)
        {
            html.Element("p", CollectionStatement.Inference(inference, collection.Features.Count));
            html.Element("p", CollectionStatement.Control(inference, content.Evaluation.TestedAgainstCalibration));
            Tables.Write(html, "Dataset inference on held-out halves, by all attacks "
                + "together and by the texts alone", ["", "AUC", "95% interval", "p", "lowest p", "highest p"], [
                Row($"{Figures.Count(collection.Features.Count, "attack")}", inference.Attacks),
                .. inference.Texts is { } texts ? (string[][])[Row("texts, no model", texts)] : [],
                .. inference.Words is { } words ? (string[][])[Row("words, no model", words)] : [],
            ], numeric: 5);
        }
        else if (collection.Reason is { } reason)
        {
            html.Element("p", reason);
        }

        html.Element("p.note", CollectionStatement.Assumption);
    }

    private static string[] Row(string name, SplitOutcome outcome) => [
        name, Figures.Fraction(outcome.Auc.Value), $"{Figures.Fraction(outcome.Auc.Low)} – {Figures.Fraction(outcome.Auc.High)}",
        PValue(outcome.PValue), PValue(outcome.LowestPValue), PValue(outcome.HighestPValue)];

    private static string PValue(double p) => p.ToString("G2", System.Globalization.CultureInfo.InvariantCulture);
}
