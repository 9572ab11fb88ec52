using LlmMiaProbe.Extraction;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>The answer of runs about extraction on the first screen: what comes out, how often, and beside what.</summary>
internal static class ExtractionAnswer
{
    private const int CoverageThreshold = 2;

    /// <summary>The first line; null if the report has no run about extraction.</summary>
    public static string? FirstLine(ReportPage page, ReportOptions options) => page.Extractions switch
    {
        [{ Ranked.Count: > 0 } first, ..] => ExtractionStatement.Plain(first.Ranked, first.Settings),
        [_, ..] => "No document could be measured.",
        _ => page.Commands is [var command, ..] ? CommandElement.Headline(command, options) : null,
    };

    /// <param name="html">Receives the answer, but its first line.</param>
    /// <param name="page">The runs.</param>
    /// <param name="options">What the file may carry.</param>
    public static void Write(HtmlWriter html, ReportPage page, ReportOptions options)
    {
        if (page.Extractions is [{ Ranked: [var best, ..] } first, ..])
        {
            html.Element("div.tiles", () => Tiles(html, first, best));
            if (first.Works is [{ Passages: [var passage, ..] } work, ..] && !options.Redact && work.Text is not null)
            {
                PassageElement.Best(html, work, passage);
            }
        }

        html.Element("div.scope", () =>
        {
            AnswerElement.Box(html, "What was tested", Tested(page));
            AnswerElement.Box(html, "What this shows", Shows(page, options));
            AnswerElement.Box(html, "What it does not show", ReadingGuide.ExtractionShowsNot);
        });
    }

    private static IEnumerable<string> Tested(ReportPage page)
    {
        foreach (var extraction in page.Extractions)
        {
            yield return MembershipAnswer.Models(extraction.Run);
            yield return $"{Figures.Count(extraction.Ranked.Count, "document")}{MembershipAnswer.Corpora(extraction.Run)}, in "
                + $"{Figures.Count(extraction.Shares[extraction.Roles[0]].Windows, "window")}: "
                + ExtractionStatement.Cut(
                    extraction.Settings, extraction.Run.Settings.WindowTokenizer, extraction.Ranked.Any(document => document.IsConversation)) + ".";
        }

        if (page.Extractions is [{ Ranked.Count: 1, Works: [{ Text: { } text, Extracted.Summaries: [var target, ..] }] }, ..])
        {
            yield return $"{ExtractionStatement.Covered(target.Windows, target.CoveredCharacters, text.Length)}.";
        }

        foreach (var command in page.Commands)
        {
            yield return MembershipAnswer.Models(command.Run);
        }
    }

    private static IEnumerable<string> Shows(ReportPage page, ReportOptions options)
    {
        foreach (var extraction in page.Extractions.Where(extraction => extraction.Ranked.Count > 0))
        {
            yield return ExtractionStatement.OfAll(extraction.Ranked, extraction.Settings);
            yield return extraction.Roles.Contains(ModelRole.Reference)
                ? "What the reference model repeats, any model of its kind may complete; only what goes beyond that says something of the target."
                : "No reference model was given, so nothing shows what any model could complete; add --reference.";
        }

        // The first line has the first of them.
        foreach (var command in page.Commands.Skip(page.Extractions.Count == 0 ? 1 : 0))
        {
            yield return CommandElement.Headline(command, options);
        }
    }

    private static void Tiles(HtmlWriter html, ExtractionContent extraction, ExtractedDocument best)
    {
        var target = best.Summaries[0];
        var reference = best.Summaries.FirstOrDefault(summary => summary.Request == WindowRequest.Of(ModelRole.Reference));
        var of = extraction.Ranked.Count == 1 ? "" : $" of {best.Id}";
        var threshold = Figures.Count((long)Math.Round(1 / ExtractionThresholds.Coverage[CoverageThreshold]));
        AnswerElement.Tile(
            html,
            $"of the tested text{of}, in 1 of {threshold} draws or more",
            Coverage(target, CoverageThreshold),
            $"p_z of {Figures.Threshold(ExtractionThresholds.Coverage[CoverageThreshold])} or more; "
            + (reference is null ? "no reference" : $"reference {Coverage(reference, CoverageThreshold)}"));
        AnswerElement.Tile(
            html,
            $"the passage{of} that comes most easily",
            Odds(target),
            reference is null ? "no reference" : $"the reference's own easiest: {Odds(reference)}");
        AnswerElement.Tile(
            html,
            $"of the tested text{of}, in every second draw or more",
            Coverage(target, 0),
            $"p_z of {Figures.Threshold(ExtractionThresholds.Coverage[0])} or more; "
            + (reference is null ? "no reference" : $"reference {Coverage(reference, 0)}"));
        AnswerElement.Tile(
            html,
            $"windows{of} whose likeliest continuation is the text",
            $"{Greedy(target)} of {Figures.Count(target.Windows)}",
            $"greedy decoding; {(reference is null ? "no reference" : $"reference {Greedy(reference)}")}");
    }

    private static string Coverage(WindowSummary summary, int threshold) => ExtractionFigures.Range(summary, end => Figures.Percent(end.Coverage(threshold)));

    private static string Greedy(WindowSummary summary) => ExtractionFigures.Range(summary, end => Figures.Count(end.GreedyWindows));

    private static string Odds(WindowSummary summary) => ExtractionFigures.Range(summary, end => ExtractionFigures.Odds(end.BestLogPz));
}
