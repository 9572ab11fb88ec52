using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What the documents say before any model is asked.</summary>
internal static class HealthSection
{
    private const int ShownPairs = 10;

    public static void Write(HtmlWriter html, ReportContent content) => html.Element("section#health", () =>
    {
        html.Element("h2", "Data health");
        var health = content.Evaluation.Health;
        if (health?.Labels is { } labels)
        {
            Comparison(html, "Members and non-members without the model", HealthStatement.Labels(labels), labels, content);
        }

        if (health?.Calibration is { } calibration)
        {
            Comparison(html, "Documents under test and calibration without the model", HealthStatement.Calibration(calibration), calibration, null);
        }

        if (health is { Labels: null, Calibration: null } or null)
        {
            html.Element("p", "Without documents of two kinds there is nothing to compare.");
        }

        Lengths(html, content);
        if (health is not null)
        {
            Duplicates(html, health.Duplicates);
        }
    });

    private static void Comparison(HtmlWriter html, string title, string sentence, SetComparison sets, ReportContent? content)
    {
        html.Element("h3", title);
        html.Element(sets.Separates || sets.Words.Auc is null ? "p.warning" : "p.good", sentence);
        foreach (var note in new[]
        {
            HealthStatement.UnmixedGroups(sets),
            HealthStatement.Sample(sets),
            sets.Text is null ? null : HealthStatement.Properties,
        }.OfType<string>())
        {
            html.Element("p.note", note);
        }

        Tables.Write(html, "The two sets side by side", ["property", "AUC", "95% interval", "p; 95% of relabellings"], [
            Blind(sets),
            Shift("length", sets.Length),
            Shift("years named", sets.Years),
            [
                "languages",
                $"{Figures.Percent(sets.Languages.Distance)} apart",
                string.Join(
                    ", ",
                    sets.Languages.Shares.Take(3).Select(share => $"{share.Language} {Figures.Percent(share.First)} and {Figures.Percent(share.Second)}")),
                "–",
            ],
            ["word 8-grams shared", sets.SharedNgrams is { } shared ? Figures.Percent(shared) : "–", "", ""],
            .. content?.Leading?.Evaluation.Auc is { } auc
                ? (string[][])[
                    [
                        $"for comparison, with the model: {content.Leading.Name}",
                        Figures.Fraction(auc.Value),
                        $"{Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)}",
                        "–",
                    ],
                ]
                : [],
        ], numeric: 2);
    }

    private static string[] Blind(SetComparison sets)
    {
        var row = Shift("text as a whole (blind baseline)", sets.Text is { } tried ? new ShiftEstimate(tried.Auc, tried.Separates, null) : sets.Words);
        row[^1] = sets.Text is { PValue: { } p, NullLow: { } low, NullHigh: { } high }
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p {p:G2}; {Figures.Fraction(low)} – {Figures.Fraction(high)}")
            : "–";
        return row;
    }

    private static string[] Shift(string name, ShiftEstimate shift) => shift.Auc is { } auc
        ? [name, Figures.Fraction(auc.Value), $"{Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)}", "–"]
        : [name, "–", shift.Reason ?? "", "–"];

    private static void Lengths(HtmlWriter html, ReportContent content)
    {
        html.Element("h3", "Labels and lengths");
        var failed = content.Failures.Where(failure => failure.IsOfPlainText).Select(failure => failure.Ordinal).ToHashSet();
        var counted = content.HasConversations ? "; of chat records, of what is scored" : "";
        Tables.Write(html, $"Documents by label, lengths in bytes of UTF-8{counted}", ["label", "documents", "failed", "shortest", "median", "longest"], [
            .. content.Documents
                .GroupBy(LabelScale.Of, StringComparer.Ordinal)
                .OrderBy(label => Array.IndexOf(LabelScale.Names, label.Key))
                .Select(
                    label => (label.Key, Failed: label.Count(document => failed.Contains(document.Ordinal)), Lengths: label
                        .Select(document => document.Facts.ByteLength)
                        .Order()
                        .ToList()))
                .Select(
                    label => (string[])[
                        label.Key,
                        Figures.Count(label.Lengths.Count),
                        Figures.Count(label.Failed),
                        Figures.Count(label.Lengths[0]),
                        Figures.Count(label.Lengths[(label.Lengths.Count - 1) / 2]),
                        Figures.Count(label.Lengths[^1]),
                    ]),
        ], numeric: 5);
    }

    private static void Duplicates(HtmlWriter html, DuplicateReport duplicates)
    {
        html.Element("h3", "Duplicates");
        Tables.Write(html, "Documents with an "
            + "equal or similar partner", ["", "within a label", "between members and non-members", "between labelled and unlabelled"], [
            ["equal", .. Counts(duplicates.Exact)],
            ["similar (estimated)", .. Counts(duplicates.Near)],
        ], numeric: 3);
        List<DuplicatePair> pairs = [.. Pairs(duplicates.Exact), .. Pairs(duplicates.Near)];
        if (pairs.Count > 0)
        {
            Tables.Write(html, pairs.Count > ShownPairs
                ? $"The first {ShownPairs} pairs of {Figures.Count(pairs.Count)} on record"
                : "Pairs", ["document", "document", "similarity"], [
                .. pairs
                    .Take(ShownPairs)
                    .Select(
                        pair => (string[])[
                            $"{pair.FirstId} ({pair.FirstLabel.ToText()})",
                            $"{pair.SecondId} ({pair.SecondLabel.ToText()})",
                            Figures.Percent(pair.Similarity),
                        ]),
            ], numeric: 1);
        }
    }

    private static string[] Counts(DuplicateTally tally) =>
        [Figures.Count(tally.WithinLabel.Documents), Figures.Count(tally.MemberAgainstNonMember.Documents), Figures.Count(tally.AgainstUnknown.Documents)];

    private static IEnumerable<DuplicatePair> Pairs(DuplicateTally tally) =>
        [.. tally.MemberAgainstNonMember.Examples, .. tally.AgainstUnknown.Examples, .. tally.WithinLabel.Examples];
}
