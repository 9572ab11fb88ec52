using LlmMiaProbe.Extraction;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What the run comes down to, and how to read it.</summary>
internal static class HeadlineSection
{
    public static void Write(HtmlWriter html, ReportPage page, ReportOptions options) => html.Element("section#headline", () =>
    {
        if (page.Membership is { } membership)
        {
            Membership(html, membership);
        }

        if (page.IsAboutExtraction)
        {
            Extraction(html, page, options);
        }

        foreach (var (order, i) in page.Orders.Select((order, i) => ((ExchangeabilityOutput)order.Output, i)))
        {
            if (page.Membership is not null || page.IsAboutExtraction)
            {
                html.Element("h2.second", "The published order");
            }

            html.Element(i == 0 && page.Membership is null && !page.IsAboutExtraction ? "h1" : "p.lead", order.Statement);
            html.Element("p", order.Assumption);
        }

        foreach (var (asked, i) in page.Questions.Select((asked, i) => (asked, i)))
        {
            Asked(html, (QuestionOutput)asked.Output, isFirst: i == 0 && page.Membership is null && !page.IsAboutExtraction && page.Orders.Count == 0);
        }
    });

    private static void Asked(HtmlWriter html, QuestionOutput result, bool isFirst)
    {
        if (!isFirst)
        {
            html.Element("h2.second", $"Replies to questions, about {result.Question}");
        }

        html.Element(isFirst ? "h1" : "p.lead", result.Headline);
        html.Element("p", result.Caveat);
    }

    private static void Extraction(HtmlWriter html, ReportPage page, ReportOptions options)
    {
        var isFirst = page.Membership is null;
        if (!isFirst)
        {
            html.Element("h2.second", "Extraction, another question");
        }

        foreach (var extraction in page.Extractions)
        {
            html.Element(
                isFirst ? "h1" : "p.lead",
                extraction.Ranked.Count == 0 ? "No document could be measured." : ExtractionStatement.OfAll(extraction.Ranked, extraction.Settings));
            if (extraction.Ranked is [var best, ..])
            {
                html.Element("div.tiles", () => ExtractionTiles(html, extraction, best));
            }

            isFirst = false;
        }

        foreach (var command in page.Commands)
        {
            html.Element(isFirst ? "h1" : "p.lead", CommandElement.Headline(command, options));
            isFirst = false;
        }

        html.Element("div.scope", () =>
        {
            Box(html, "What this shows", ReadingGuide.ExtractionShows);
            Box(html, "What it does not show", ReadingGuide.ExtractionShowsNot);
        });
    }

    private static void ExtractionTiles(HtmlWriter html, ExtractionContent extraction, ExtractedDocument best)
    {
        var target = best.Summaries[0];
        var reference = best.Summaries.FirstOrDefault(summary => summary.Request == WindowRequest.Of(ModelRole.Reference));
        var of = extraction.Ranked.Count == 1 ? "" : $" of {best.Id}";
        for (var i = 0; i < 3; i += 2)
        {
            Tile(
                html,
                $"characters with p_z {Figures.Threshold(ExtractionThresholds.Coverage[i])} or more",
                Coverage(target, i),
                $"of the characters under a suffix{of}; {(reference is null ? "no reference" : $"reference {Coverage(reference, i)}")}");
        }

        Tile(
            html,
            "windows that greedy decoding emits",
            Greedy(target),
            $"of {Figures.Count(target.Windows)}{of}; {(reference is null ? "no reference" : $"reference {Greedy(reference)}")}");
        Tile(
            html,
            "draws for the easiest window",
            Draws(target),
            $"until it has come once with probability .9; {(reference is null ? "no reference" : $"reference's own easiest {Draws(reference)}")}");
    }

    private static string Coverage(WindowSummary summary, int threshold) => ExtractionFigures.Range(summary, end => Figures.Percent(end.Coverage(threshold)));

    private static string Greedy(WindowSummary summary) => ExtractionFigures.Range(summary, end => Figures.Count(end.GreedyWindows));

    // The larger p_z may be, the fewer draws it may take.
    private static string Draws(WindowSummary summary) =>
        ExtractionFigures.Range(ExtractionFigures.Draws((summary.AtMost ?? summary).BestLogPz, .9), ExtractionFigures.Draws(summary.BestLogPz, .9));

    private static void Membership(HtmlWriter html, ReportContent content)
    {
        var evaluation = content.Evaluation;
        var leading = content.Leading?.Evaluation;
        html.Element("h1", content.Named(evaluation.HeadlineSentence ?? evaluation.WhyNoHeadline ?? "Nothing was scored."));
        var decisions = evaluation.Decisions.FirstOrDefault(attack => attack.Attack == evaluation.LeadingAttack);
        html.Element("p.lead", evaluation.HeadlineSentence is not null && decisions is { Tested: > 0, Calibration: > 0 }
            ? $"{DiscoveryStatement.Of(decisions, evaluation.Design.FalseDiscoveryRate)} Decided by "
                + $"{content.Named(decisions.Attack)}{(content.Leading is { IsHeadline: true } ? "" : ", an exploratory attack")}."
            : DesignStatement.Of(evaluation.Design));
        var labels = evaluation.Health?.Labels;
        var blind = labels?.BlindAuc;
        html.Element("div.tiles", () =>
        {
            Tile(html, content.Leading?.Name ?? "leading attack", Fraction(leading?.Auc), Interval(leading?.Auc, "AUC"));
            var tpr = leading?.TprAtFpr.LastOrDefault(bound => bound.Estimate is not null);
            Tile(
                html,
                tpr is null ? "found at few false alarms" : $"found at {Figures.Percent(tpr.Bound)} false alarms",
                tpr?.Estimate is { } share ? Figures.Percent(share.Value) : "–",
                tpr?.Estimate is { } range ? $"of members; {Figures.Percent(range.Low)} – {Figures.Percent(range.High)}" : "not enough labelled documents");
            Tile(
                html,
                "text alone, without the model",
                Fraction(blind),
                labels?.Text is { } text
                    ? HealthStatement.OfText(text) ?? "AUC; no check at the level of groups is possible"
                    : Interval(blind, "AUC of the blind baseline"));
            Tile(
                html,
                "documents found",
                decisions is { Tested: > 0, Calibration: > 0 } ? Figures.Count(decisions.Discoveries) : "–",
                decisions is { Tested: > 0, Calibration: > 0 }
                    ? $"of {Figures.Count(decisions.Tested)} tested, at a false discovery rate of {Figures.Percent(evaluation.Design.FalseDiscoveryRate)}"
                    : "none could be tested");
        });
        html.Element("div.scope", () =>
        {
            Box(html, "What this shows", ReadingGuide.Shows);
            Box(html, "What it does not show", ReadingGuide.ShowsNot);
        });
        html.Element("div.notes", () =>
        {
            foreach (var note in Notes(evaluation, decisions))
            {
                html.Element("p", note);
            }
        });
    }

    private static IEnumerable<string> Notes(RunEvaluation evaluation, AttackDecisions? decisions)
    {
        var design = evaluation.Design;
        string?[] notes =
        [
            evaluation.Headline.Reason, DesignStatement.Warning(design, decisions), DesignStatement.SmallStrata(design, decisions),
            design.Tested is null || design.CalibrationCount == 0 ? null : DiscoveryStatement.Meaning(design.FalseDiscoveryRate),
            HealthStatement.Discoveries(evaluation.TestedAgainstCalibration),
        ];
        return notes.OfType<string>();
    }

    private static void Box(HtmlWriter html, string title, IReadOnlyList<string> sentences) => html.Element("div", () =>
    {
        html.Element("h2", title);
        html.Element("ul", () =>
        {
            foreach (var sentence in sentences)
            {
                html.Element("li", sentence);
            }
        });
    });

    private static void Tile(HtmlWriter html, string name, string value, string note) => html.Element("div.tile", () =>
    {
        html.Element("span.name", name);
        html.Element("span.value", value);
        html.Element("span.note", note);
    });

    private static string Fraction(Estimate? auc) => auc is null ? "–" : Figures.Fraction(auc.Value);

    private static string Interval(Estimate? auc, string name) =>
        auc is null ? $"{name}: not measured" : $"{name}; 95% interval {Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)}";
}
