using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Reporting.Html;
using LlmMiaProbe.Reporting.Html.Sections;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// A run as one HTML file that needs nothing else: no server, no network, no fonts. Its content security policy allows
/// the scripts and the style sheet in it, by hash, and nothing else. The same run gives the same bytes.
/// </summary>
public static class HtmlReport
{
    private static readonly (string Id, string Name)[] s_sections =
    [
        ("headline", "Headline"), ("run", "Run"), ("health", "Data health"), ("attacks", "Attacks"), ("documents", "Documents"),
        ("extraction", "Extraction"), ("problems", "Problems"), ("glossary", "Glossary"),
    ];

    private static readonly string[] s_themes = ["auto", "light", "dark"];

    /// <exception cref="ConfigurationException">There is no such run, or it did not finish.</exception>
    public static void Write(IProbeStore store, long run, ReportOptions options, TextWriter output)
    {
        var content = ReportContent.Read(store, run);
        var evidence = EvidenceBlocks.Of(content, options);
        var charts = ReportCharts.Of(content, ChartPalette.Page);
        var html = new HtmlWriter(output);
        output.Write("<!DOCTYPE html>\n");
        html.Element("html", () =>
        {
            html.Element("head", () => Head(html, content));
            html.Element("body", () =>
            {
                html.Element("a.skip", "To the result", ("href", "#headline"));
                Header(html, content, options);
                html.Element("main", () => Sections(html, content, evidence, charts, options));
                html.Element("footer", () => html.Element("p", "Charts by Vega and Vega-Lite (University of Washington Interactive Data Lab, BSD-3-Clause). This page loads nothing and sends nothing."));
                Blocks(html, content, evidence, charts, options);
                foreach (var script in ReportAssets.Scripts)
                {
                    html.Verbatim("script", script);
                }
            });
        }, ("lang", "en"), ("data-theme", "auto"));
        output.Write('\n');
    }

    /// <summary>The Vega-Lite specifications of a run's charts with their rows, by file name without ending.</summary>
    /// <exception cref="ConfigurationException">There is no such run, or it did not finish.</exception>
    public static IReadOnlyDictionary<string, JsonObject> Specs(IProbeStore store, long run)
    {
        var content = ReportContent.Read(store, run);
        var charts = ReportCharts.Of(content, ChartPalette.Paper);
        return charts.All.ToDictionary(chart => chart.Name, chart => charts.Complete(chart, content.Leading?.Id), StringComparer.Ordinal);
    }

    private static void Head(HtmlWriter html, ReportContent content)
    {
        html.Element("meta", "", ("charset", "utf-8"));
        html.Element("meta", "", ("http-equiv", "Content-Security-Policy"), ("content", Policy()));
        html.Element("meta", "", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Element("meta", "", ("name", "color-scheme"), ("content", "light dark"));
        html.Element("meta", "", ("name", "referrer"), ("content", "no-referrer"));
        html.Element("title", $"mia-probe report · run {content.Run.Id.ToString(CultureInfo.InvariantCulture)} · {content.Target?.Model.Name}");
        html.Verbatim("style", ReportAssets.Style);
    }

    private static string Policy() =>
        $"default-src 'none'; script-src {string.Join(' ', ReportAssets.Scripts.Select(Hash))}; style-src {Hash(ReportAssets.Style)}; base-uri 'none'; form-action 'none'";

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    private static void Header(HtmlWriter html, ReportContent content, ReportOptions options) => html.Element("header.page", () =>
    {
        html.Element("p.brand", () =>
        {
            html.Element("strong", "mia-probe");
            html.Element("span", $"run {content.Run.Id.ToString(CultureInfo.InvariantCulture)} · {content.Target?.Model.Name ?? "no model"}{(options.Redact ? " · redacted" : "")}");
        });
        html.Element("nav", () =>
        {
            foreach (var (id, name) in s_sections)
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

    private static void Sections(HtmlWriter html, ReportContent content, EvidenceBlocks evidence, ReportCharts charts, ReportOptions options)
    {
        html.Element("noscript", () => html.Element("p.warning", "Scripts are off: charts, the table of all documents and their tokens need them. All text and all tables of numbers are here without."));
        HeadlineSection.Write(html, content);
        RunSection.Write(html, content);
        HealthSection.Write(html, content);
        AttacksSection.Write(html, content, charts);
        DocumentsSection.Write(html, content, options);
        ExtractionSection.Write(html);
        ProblemsSection.Write(html, content, evidence, options, new Redaction(options.Redact));
        GlossarySection.Write(html, content);
    }

    private static void Blocks(HtmlWriter html, ReportContent content, EvidenceBlocks evidence, ReportCharts charts, ReportOptions options)
    {
        html.Verbatim("script#page-facts", PageFacts.Of(content, charts, options).ToJsonString(), ("type", "application/json"));
        Block(html, "chart-rows", CompressedBlock.Of(json => charts.Rows.WriteTo(json)));
        Block(html, "documents-block", CompressedBlock.Of(json => DocumentColumns.Write(json, content, options, evidence, new Redaction(options.Redact))));
        foreach (var (block, i) in evidence.Blocks.Select((block, i) => (block, i)))
        {
            Block(html, $"evidence-{i.ToString(CultureInfo.InvariantCulture)}", block);
        }
    }

    private static void Block(HtmlWriter html, string id, string base64) => html.Verbatim($"script#{id}", base64, ("type", "application/octet-stream"));
}
