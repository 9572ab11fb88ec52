using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Reporting.Html;
using LlmMiaProbe.Reporting.Html.Sections;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// Runs as one HTML file that needs nothing else: no server, no network, no fonts. Its content security policy allows
/// the scripts and the style sheet in it, by hash, and nothing else. The same runs give the same bytes.
/// </summary>
public static class HtmlReport
{
    private static readonly string[] s_themes = ["auto", "light", "dark"];

    /// <param name="store">Where the runs are.</param>
    /// <param name="runs">At most one about membership; it comes first.</param>
    /// <param name="options">What the file may carry.</param>
    /// <param name="output">Receives the file.</param>
    /// <exception cref="ConfigurationException">A run is not there, did not finish or has nothing to report.</exception>
    public static void Write(IProbeStore store, IReadOnlyList<long> runs, ReportOptions options, TextWriter output)
    {
        if (options.RedactIds)
        {
            store = PseudonymStore.Over(store, options.Earlier is { } before ? [.. runs, before] : runs);
        }

        var page = ReportPage.Read(store, runs);
        var evidence = page.Membership is { } membership ? EvidenceBlocks.Of(membership, options) : null;
        var comparison = options.Earlier is { } earlier ? ComparedRun.Read(store, page, earlier) : null;
        var charts = ReportCharts.Of(page, ChartPalette.Page, comparison);
        var sections = Sections(page, comparison, evidence, charts, options).ToList();
        var html = new HtmlWriter(output);
        output.Write("<!DOCTYPE html>\n");
        html.Element("html", () =>
        {
            html.Element("head", () => Head(html, page));
            html.Element("body", () =>
            {
                html.Element("a.skip", "To the result", ("href", "#headline"));
                Header(html, page, options, sections);
                html.Element("main", () =>
                {
                    options.Lead?.Invoke(html);
                    html.Element(
                        "noscript",
                        () => html.Element(
                            "p.warning",
                            "Scripts are off: charts, the table of all documents and their tokens need them. "
                            + "All text and all tables of numbers are here without."));
                    sections.ForEach(section => section.Write(html));
                });
                html.Element(
                    "footer",
                    () => html.Element(
                        "p",
                        "Charts by Vega and Vega-Lite (University of Washington Interactive Data Lab, BSD-3-Clause). "
                        + "This page loads nothing and sends nothing."));
                Blocks(html, page, evidence, charts, options);
                foreach (var script in ReportAssets.Scripts)
                {
                    html.Verbatim("script", script);
                }
            });
        }, ("lang", "en"), ("data-theme", "auto"));
        output.Write('\n');
    }

    /// <summary>The Vega-Lite specifications of a report's charts with their rows, by file name without ending.</summary>
    /// <exception cref="ConfigurationException">A run is not there, did not finish or has nothing to report.</exception>
    /// <param name="store">Where the runs are.</param>
    /// <param name="runs">As for <see cref="Write"/>.</param>
    /// <param name="earlier">As <see cref="ReportOptions.Earlier"/>.</param>
    public static IReadOnlyDictionary<string, JsonObject> Specs(IProbeStore store, IReadOnlyList<long> runs, long? earlier = null)
    {
        var page = ReportPage.Read(store, runs);
        var charts = ReportCharts.Of(page, ChartPalette.Paper, earlier is { } run ? ComparedRun.Read(store, page, run) : null);
        return charts.All.ToDictionary(chart => chart.Name, chart => charts.Complete(chart, page.Membership?.Leading?.Id), StringComparer.Ordinal);
    }

    private static IEnumerable<(string Id, string Name, Action<HtmlWriter> Write)> Sections(
        ReportPage page, RunComparison? comparison, EvidenceBlocks? evidence, ReportCharts charts, ReportOptions options)
    {
        yield return ("headline", "Result", html => HeadlineSection.Write(html, page, comparison, charts, options));
        if (comparison is not null)
        {
            yield return ("comparison", "Comparison", html => ComparisonSection.Write(html, comparison));
        }

        var extraction = ("extraction", "Extraction", (Action<HtmlWriter>)(html => ExtractionSection.Write(html, page, charts, options)));
        if (HeadlineSection.LeadsWithExtraction(page))
        {
            yield return extraction;
        }

        if (page.Membership is { } membership)
        {
            yield return ("documents", "Documents", html => DocumentsSection.Write(html, membership, options));
            yield return ("attacks", "Attacks", html => AttacksSection.Write(html, membership, charts));
            yield return ("health", "Data health", html => HealthSection.Write(html, membership));
        }

        if (page.IsAboutExtraction && !HeadlineSection.LeadsWithExtraction(page))
        {
            yield return extraction;
        }

        if (page.Orders.Count > 0)
        {
            yield return ("order", "Published order", html => OrderSection.Write(html, page));
        }

        if (page.Questions.Count > 0)
        {
            yield return ("questions", "Questions", html => QuestionsSection.Write(html, page, options));
        }

        if (ProblemsSection.HasContent(page, evidence, options))
        {
            yield return ("problems", "Problems", html => ProblemsSection.Write(html, page, evidence, options, new Redaction(options.Redact)));
        }

        yield return ("run", page.Runs.Count() > 1 ? "Runs" : "Run", html => RunSection.Write(html, page));
        yield return ("glossary", "Glossary", html => GlossarySection.Write(html, page));
    }

    private static void Head(HtmlWriter html, ReportPage page)
    {
        html.Element("meta", "", ("charset", "utf-8"));
        html.Element("meta", "", ("http-equiv", "Content-Security-Policy"), ("content", Policy()));
        html.Element("meta", "", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Element("meta", "", ("name", "color-scheme"), ("content", "light dark"));
        html.Element("meta", "", ("name", "referrer"), ("content", "no-referrer"));
        html.Element("title", $"mia-probe report · {Named(page)}");
        html.Verbatim("style", ReportAssets.Style);
    }

    /// <summary>What the file's own policy allows.</summary>
    internal static string Policy() =>
        $"default-src 'none'; script-src {string.Join(' ', ReportAssets.Scripts.Select(Hash))}; style-src {Hash(ReportAssets.Style)}; "
        + "base-uri 'none'; form-action 'none'";

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    private static string Named(ReportPage page)
    {
        var runs = page.Runs.ToList();
        var target = runs[0].Models.FirstOrDefault(model => model.Role == ModelRole.Target)?.Model.Name ?? "no model";
        return $"{(runs.Count == 1 ? "run" : "runs")} {string.Join(", ", runs.Select(run => Figures.Id(run.Id)))} · {target}";
    }

    private static void Header(
        HtmlWriter html,
        ReportPage page,
        ReportOptions options,
        IEnumerable<(string Id, string Name, Action<HtmlWriter> Write)> sections) => html.Element("header.page", () =>
    {
        html.Element("p.brand", () =>
        {
            html.Element("strong", "mia-probe");
            html.Element("span", $"{Named(page)}{(options.Redact ? " · redacted" : "")}{(options.RedactIds ? " · ids redacted" : "")}");
        });
        html.Element("nav", () =>
        {
            foreach (var (id, name, _) in sections)
            {
                html.Element("a", name, ("href", $"#{id}"));
            }
        }, ("aria-label", "Sections"));
        html.Element("fieldset.theme.screen-only", () =>
        {
            html.Element("legend", "Theme");
            foreach (var theme in s_themes)
            {
                html.Element("button", theme, ("type", "button"), ("data-theme-choice", theme), ("aria-pressed", theme == "auto" ? "true" : "false"));
            }
        });
    });

    private static void Blocks(HtmlWriter html, ReportPage page, EvidenceBlocks? evidence, ReportCharts charts, ReportOptions options)
    {
        html.Verbatim("script#page-facts", PageFacts.Of(page, charts, options).ToJsonString(), ("type", "application/json"));
        html.Verbatim("script#chart-rows", charts.Packed(page.Membership?.Leading?.Id).ToJsonString(), ("type", "application/json"));
        if (page.Membership is { } membership && evidence is not null)
        {
            Block(html, "histogram-rows", CompressedBlock.Of(json => charts.PackedHistograms().WriteTo(json)));
            Block(
                html,
                "documents-block",
                CompressedBlock.Of(json => DocumentColumns.Write(json, page, membership, options, evidence, new Redaction(options.Redact))));
            foreach (var (block, i) in evidence.Blocks.Select((block, i) => (block, i)))
            {
                Block(html, $"evidence-{i.ToString(CultureInfo.InvariantCulture)}", block);
            }
        }
    }

    private static void Block(HtmlWriter html, string id, string base64) => html.Verbatim($"script#{id}", base64, ("type", "application/octet-stream"));
}
