using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What changed from an earlier run, over the documents of both.</summary>
internal static class ComparisonSection
{
    private const string None = "–";
    private const int Shown = 50;

    public static void Write(HtmlWriter html, RunComparison comparison) => html.Element("section#comparison", () =>
    {
        var (earlier, later) = (comparison.Earlier.Id, comparison.Later.Id);
        html.Element("h2", $"Compared with run {Figures.Id(earlier)}{ModelOf(comparison.Earlier)}");
        foreach (var sentence in comparison.Attacks.Where(attack => attack.IsHeadline).Select(attack => ChangeStatement.Of(attack, earlier, later))
            .Concat(comparison.Coverage.Select(change => ChangeStatement.Of(change, earlier, later))).OfType<string>())
        {
            html.Element("p", ComparedRun.Named(comparison, sentence));
        }

        if (comparison.Warnings.Count > 0)
        {
            html.Element("div.warning", () =>
            {
                html.Element("p", "More than the model differs between the runs:");
                html.Element("ul", () =>
                {
                    foreach (var warning in comparison.Warnings)
                    {
                        html.Element("li", warning);
                    }
                });
            });
        }

        Numbers(html, comparison);
        Exposure(html, comparison);
        html.Element("div.notes", () =>
        {
            foreach (var note in Notes(comparison).Distinct(StringComparer.Ordinal))
            {
                html.Element("p", ComparedRun.Named(comparison, note));
            }
        });
    });

    /// <summary>The model of a run in brackets, such as <c> (base.gguf)</c>.</summary>
    public static string ModelOf(RunRecord run) =>
        run.Models.FirstOrDefault(model => model.Role == ModelRole.Target) is { } target ? $" ({target.Model.Name})" : "";

    private static void Numbers(HtmlWriter html, RunComparison comparison)
    {
        var (before, after) = ($"run {Figures.Id(comparison.Earlier.Id)}", $"run {Figures.Id(comparison.Later.Id)}");
        if (comparison.Coverage.Count > 0)
        {
            Tables.Write(html, "Share of characters that the target emits, "
                + "over the documents of both runs", ["with a probability of", before, after, "change", "95% interval", "since then"],
            [
                .. comparison.Coverage.Select(change => (string[])[
                    $"{Figures.Threshold(change.Threshold)} or more",
                    Figures.Percent(change.Earlier),
                    Figures.Percent(change.Later),
                    ChangeStatement.Points(change.Later - change.Earlier),
                    change.Change is { } estimate ? $"{ChangeStatement.Points(estimate.Low)} – {ChangeStatement.Points(estimate.High)}" : None,
                    Cue(change.Change)]),
            ], numeric: 4);
            return;
        }

        Tables.Write(html, "AUC over the labelled documents of both runs",
            ["attack", before, after, "change", "95% interval", "documents", "since then", "status"],
        [
            .. comparison.Attacks.Select(change => (string[])[
                ComparedRun.Named(comparison, change.Attack),
                change.Earlier is { } first ? Figures.Fraction(first) : None,
                change.Later is { } second ? Figures.Fraction(second) : None,
                change.Change is { } value ? ChangeStatement.Signed(value.Value) : None,
                change.Change is { } estimate ? $"{ChangeStatement.Signed(estimate.Low)} – {ChangeStatement.Signed(estimate.High)}" : None,
                Figures.Count(change.Members + change.NonMembers),
                Cue(change.Change),
                change.IsHeadline ? "headline" : "exploratory"]),
        ],
            numeric: 5,
            strong: comparison.Attacks.Where(change => change.IsHeadline).Select(change => ComparedRun.Named(comparison, change.Attack))
                .ToHashSet(StringComparer.Ordinal),
            title: name => comparison.Attacks.FirstOrDefault(change => ComparedRun.Named(comparison, change.Attack) == name)?.Attack);
    }

    private static string Cue(Estimate? change) => ComparisonChart.Cue(change) switch { "worse" => "▲ worse", "better" => "▼ better", var cue => cue };

    private static void Exposure(HtmlWriter html, RunComparison comparison)
    {
        html.Element("h3", "Newly exposed and newly safe");
        foreach (var change in comparison.Exposure)
        {
            html.Element("p", ComparedRun.Named(comparison, ChangeStatement.Of(change, comparison.Earlier.Id, comparison.Later.Id)));
            if (change.NewlyExposed.Count + change.NewlySafe.Count > 0)
            {
                var left = change.NewlyExposed.Count + change.NewlySafe.Count - Shown;
                Tables.Write(html, $"Documents {ComparedRun.Named(comparison, change.Criterion)} in one run "
                    + $"only{(left > 0 ? $", the first {Shown}; 'mia-probe runs compare --output json' names all" : "")}", ["document", "since then"],
                [
                    .. change.NewlyExposed.Select(id => (string[])[id, "newly exposed"])
                        .Concat(change.NewlySafe.Select(id => (string[])[id, "newly safe"])).Take(Shown),
                ], numeric: 0);
            }
        }

        if (comparison.ExposureReason is { } reason)
        {
            html.Element("p", reason);
        }
    }

    private static IEnumerable<string> Notes(RunComparison comparison)
    {
        yield return ChangeStatement.Of(comparison.Pairing, comparison.Earlier.Id, comparison.Later.Id);
        foreach (var note in comparison.Attacks.Select(attack => attack.Reason ?? attack.Intervals?.Note).Append(comparison.CoverageIntervals).OfType<string>())
        {
            yield return note;
        }

        foreach (var reason in comparison.UncomparedReasons)
        {
            yield return reason;
        }

        if (comparison.Exposure.Count > 0)
        {
            yield return ChangeStatement.Crossing;
        }

        yield return ChangeStatement.Standing;
    }
}
