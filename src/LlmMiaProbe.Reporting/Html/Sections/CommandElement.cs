using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>Canaries, whole works and secrets in the section on extraction.</summary>
internal static class CommandElement
{
    private const int ShownCompletions = 12;
    private const string None = "–";

    public static void Write(HtmlWriter html, CommandContent content, ReportCharts charts, ReportOptions options)
    {
        switch (content.Output)
        {
            case CanaryOutput canaries:
                Canaries(html, content, canaries, charts);
                break;
            case WholeWorkOutput work:
                WholeWorkElement.Write(html, content, work, options);
                break;
            case SecretOutput secret:
                Secret(html, content, secret, options);
                break;
        }
    }

    /// <summary>What it comes down to, in one sentence.</summary>
    public static string Headline(CommandContent content, ReportOptions options) => content.Output switch
    {
        CanaryOutput canaries => Exposure(canaries),
        WholeWorkOutput { NvRecall: var recall } work => $"Given {Figures.Count(work.GivenCharacters, "character")} of {content.Id}, "
            + $"the model continued greedily with {Figures.Percent(recall.Recall)} of the "
            + $"{Figures.Count(recall.ReferenceWords)} words that follow, in long, nearly verbatim passages.",
        SecretOutput secret => $"{Figures.Count(secret.Count)} of {Figures.Count(secret.Samples)} independent completions of "
            + $"\"{Hidden(secret.Given, options)}\" are the same string.",
        _ => "",
    };

    private static string Exposure(CanaryOutput result)
    {
        var ranked = result.Canaries.Where(canary => canary.Rank is not null).ToList();
        var planted = ranked.Where(canary => canary.Repetitions > 0).ToList();
        return $"Of {Figures.Count(planted.Count, "planted canary", "planted canaries")}, {Figures.Count(planted.Count(canary => canary.Rank == 1))} "
            + $"rank above all {Figures.Count(result.References)} references; "
            + $"of {Figures.Count(ranked.Count - planted.Count)} never planted, "
            + $"{Figures.Count(ranked.Count(canary => canary is { Repetitions: 0, Rank: 1 }))}.";
    }

    private static void Canaries(HtmlWriter html, CommandContent content, CanaryOutput result, ReportCharts charts)
    {
        html.Element("h3", "Canaries");
        html.Element("p.statement", Exposure(result));
        html.Element(
            "p.note",
            "A reference is the canary's own text with another secret from the same draw. p is exact for a canary that was drawn at random and never planted. "
            + "Secrets are not in this file.");
        FigureElement.Write(
            html,
            charts,
            ReportCharts.ExposureName(content),
            "Exposure against repetitions",
            "Log2 of the number of references minus log2 of the rank. Lines are means; dashed is the most that so many references can show.");
        Tables.Write(html, "Each canary; ≥ marks exposures that so many references cannot tell from larger ones",
            ["canary", "copies", "log-probability", "rank", "exposure", "p", "extrapolated", "p by reference"],
            [.. result.Canaries.Select(canary => (string[])[
                canary.Id,
                Figures.Count(canary.Repetitions),
                Number(canary.LogProb, "0.00"),
                canary.Rank is { } rank ? Figures.Count(rank) : None,
                (canary.IsLowerBound == true ? "≥ " : "") + Number(canary.Exposure, "0.00"),
                Number(canary.PValue, "0.0000"),
                Extrapolated(canary),
                Number(canary.Control?.PValue, "0.0000")])],
            numeric: 7);
        if (result.Canaries.Any(canary => canary.IsBeyondReferences))
        {
            html.Element("p.note", ExtrapolatedExposure.Warning);
        }
    }

    // Results of earlier versions keep all digits.
    private static string Extrapolated(CanaryFinding canary) => canary is { IsBeyondReferences: true, Extrapolated: { } bits }
        ? "~" + ExtrapolatedExposure.OrderOfMagnitude(bits).ToString("0.###", CultureInfo.InvariantCulture)
        : Number(canary.Extrapolated, "0.00");

    private static void Secret(HtmlWriter html, CommandContent content, SecretOutput result, ReportOptions options)
    {
        html.Element("h3", "Repeated secret");
        html.Element("p.statement", Headline(content, options));
        html.Element("p", $"The most frequent completion has a share of {Figures.Percent(result.Share)} (95% interval "
            + $"{Figures.Percent(result.ShareLow)} – {Figures.Percent(result.ShareHigh)}, as if it had been named beforehand). "
            + (result.ReferenceCount is not { } reference
                ? "No reference model was given: a string that every model names says nothing."
                : $"{Figures.Count(reference)} of {Figures.Count(result.ReferenceSamples ?? 0)} completions of the reference "
                    + "model are the same string.")
            + (result.IsCommon ? " It is on the list of common passwords: consistency about it says nothing." : ""));
        Tables.Write(html, result.Produced.Count > ShownCompletions
            ? $"Produced: the {ShownCompletions} most frequent of {Figures.Count(result.Produced.Count)} different completions"
            : "Produced", ["completion", "times"],
            [.. result.Produced
                .OrderByDescending(completion => completion.Value)
                .ThenBy(completion => completion.Key, StringComparer.Ordinal)
                .Take(ShownCompletions)
                .Select(completion => (string[])[Hidden(completion.Key, options), Figures.Count(completion.Value)])],
            numeric: 1);
    }

    /// <summary>Text that stems from documents or models; redacted, its length and hash.</summary>
    public static string Hidden(string text, ReportOptions options) =>
        options.Redact ? $"({Figures.Count(text.Length, "character")}, sha256 {ContentHash.Of(text).Hex[..12]}…)" : text;

    private static string Number(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? None;
}
