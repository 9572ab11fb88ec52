using LlmMiaProbe.Attacks;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>Words and formulas.</summary>
internal static class GlossarySection
{
    public static void Write(HtmlWriter html, ReportPage page) => html.Element("section#glossary", () =>
    {
        html.Element("h2", "Glossary");
        html.Element("dl.glossary", () =>
        {
            foreach (var term in Glossary.Terms(page.Membership is not null, page.IsAboutExtraction))
            {
                Entry(html, term.Name, term.Meaning, term.Formula, null);
            }
        });
        if (page.Membership is { } content)
        {
            Attacks(html, content);
        }
    });

    private static void Attacks(HtmlWriter html, ReportContent content)
    {
        html.Element("h3", "Attacks of this run");
        html.Element("p.note", "x_t is a token, lp_t its log-probability in nats, N the number of scored tokens.");
        html.Element("dl.glossary", () =>
        {
            foreach (var same in content.Attacks
                .SelectMany(attack => AttackSelection.Parse(attack.Id))
                .GroupBy(attack => attack.Attack.Description.Id, StringComparer.Ordinal)
                .OrderBy(same => same.Key, StringComparer.Ordinal))
            {
                var attack = same.First().Attack.Description;
                List<string> spelled = [.. same.Select(one => one.Id).Where(id => id != same.Key)];
                var parameters = spelled.Count == 0 ? "" : $" Here: {string.Join(", ", spelled)}.";
                Entry(html, same.Key, $"{attack.Title}. {attack.Notes}{parameters}", attack.Formula, attack.Paper);
            }
        });
    }

    private static void Entry(HtmlWriter html, string name, string meaning, string? formula, string? source)
    {
        html.Element("dt", name);
        html.Element("dd", () =>
        {
            html.Element("p", meaning);
            if (formula is not null)
            {
                html.Element("code", formula);
            }

            if (source is not null)
            {
                html.Element("p.source", source);
            }
        });
    }
}
