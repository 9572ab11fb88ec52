using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>Canaries, whole works and secrets in the section on extraction.</summary>
internal static class CommandElement
{
    private const int ShownCompletions = 12;

    public static void Write(HtmlWriter html, CommandContent content, ReportCharts charts, ReportOptions options)
    {
        switch (content.Outcome.Kind)
        {
            case CommandResult.Canaries:
                Canaries(html, content, charts);
                break;
            case CommandResult.WholeWork:
                WholeWorkElement.Write(html, content, options);
                break;
            case CommandResult.Secret:
                Secret(html, content, options);
                break;
        }
    }

    /// <summary>What it comes down to, in one sentence.</summary>
    public static string Headline(CommandContent content, ReportOptions options)
    {
        var result = content.Result;
        return content.Outcome.Kind switch
        {
            CommandResult.Canaries => Exposure(result),
            CommandResult.WholeWork => $"Given {Figures.Count(Whole(result["givenCharacters"]), "character")} of {content.Id}, "
                + $"the model continued greedily with {Figures.Percent(Real(result["nvRecall"]?["recall"]))} of the "
                + $"{Figures.Count(Whole(result["nvRecall"]?["referenceWords"]))} words that follow, in long, nearly verbatim passages.",
            _ => $"{Figures.Count(Whole(result["count"]))} of {Figures.Count(Whole(result["samples"]))} independent completions of "
                + $"\"{Hidden((string?)result["given"] ?? "", options)}\" are the same string.",
        };
    }

    private static string Exposure(JsonObject result)
    {
        List<JsonObject> canaries = [.. (result["canaries"]?.AsArray() ?? []).OfType<JsonObject>().Where(canary => canary["rank"] is not null)];
        var planted = canaries.Where(canary => Whole(canary["repetitions"]) > 0).ToList();
        return $"Of {Figures.Count(planted.Count, "planted canary", "planted canaries")}, {Figures.Count(planted.Count(canary => Whole(canary["rank"]) == 1))} "
            + $"rank above all {Figures.Count(Whole(result["references"]))} references; "
            + $"of {Figures.Count(canaries.Count - planted.Count)} never planted, "
            + $"{Figures.Count(canaries.Count(canary => Whole(canary["repetitions"]) == 0 && Whole(canary["rank"]) == 1))}.";
    }

    private static void Canaries(HtmlWriter html, CommandContent content, ReportCharts charts)
    {
        html.Element("h3", "Canaries");
        html.Element("p.statement", Exposure(content.Result));
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
        List<JsonObject> canaries = [.. (content.Result["canaries"]?.AsArray() ?? []).OfType<JsonObject>()];
        Tables.Write(html, "Each canary; ≥ marks exposures that so many references cannot tell from larger ones",
            ["canary", "copies", "log-probability", "rank", "exposure", "p", "extrapolated", "p by reference"],
            [.. canaries.Select(canary => (string[])[
                (string?)canary["id"] ?? "",
                Figures.Count(Whole(canary["repetitions"])),
                Number(canary["logProb"], "0.00"),
                canary["rank"] is null ? "–" : Figures.Count(Whole(canary["rank"])),
                ((bool?)canary["isLowerBound"] == true ? "≥ " : "") + Number(canary["exposure"], "0.00"),
                Number(canary["pValue"], "0.0000"),
                Extrapolated(canary),
                Number(canary["control"]?["pValue"], "0.0000")])],
            numeric: 7);
        if (canaries.Exists(IsBeyondReferences))
        {
            html.Element("p.note", ExtrapolatedExposure.Warning);
        }
    }

    private static bool IsBeyondReferences(JsonObject canary) => (bool?)canary["isLowerBound"] == true && canary["extrapolated"] is not null;

    // Results of earlier versions keep all digits.
    private static string Extrapolated(JsonObject canary) => IsBeyondReferences(canary)
        ? "~" + ExtrapolatedExposure.OrderOfMagnitude(Real(canary["extrapolated"])).ToString("0.###", CultureInfo.InvariantCulture)
        : Number(canary["extrapolated"], "0.00");

    private static void Secret(HtmlWriter html, CommandContent content, ReportOptions options)
    {
        var result = content.Result;
        html.Element("h3", "Repeated secret");
        html.Element("p.statement", Headline(content, options));
        html.Element("p", $"The most frequent completion has a share of {Figures.Percent(Real(result["share"]))} (95% interval "
            + $"{Figures.Percent(Real(result["shareLow"]))} – {Figures.Percent(Real(result["shareHigh"]))}, as if it had been named beforehand). "
            + (result["referenceCount"] is null
                ? "No reference model was given: a string that every model names says nothing."
                : $"{Figures.Count(Whole(result["referenceCount"]))} of {Figures.Count(Whole(result["referenceSamples"]))} completions of the reference "
                    + "model are the same string.")
            + ((bool?)result["isCommon"] == true ? " It is on the list of common passwords: consistency about it says nothing." : ""));
        List<KeyValuePair<string, JsonNode?>> completions = [.. result["produced"] as JsonObject ?? []];
        Tables.Write(html, completions.Count > ShownCompletions
            ? $"Produced: the {ShownCompletions} most frequent of {Figures.Count(completions.Count)} different completions"
            : "Produced", ["completion", "times"],
            [.. completions.Take(ShownCompletions).Select(completion => (string[])[Hidden(completion.Key, options), Figures.Count(Whole(completion.Value))])],
            numeric: 1);
    }

    /// <summary>Text that stems from documents or models; redacted, its length and hash.</summary>
    public static string Hidden(string text, ReportOptions options) =>
        options.Redact ? $"({Figures.Count(text.Length, "character")}, sha256 {ContentHash.Of(text).Hex[..12]}…)" : text;

    private static int Whole(JsonNode? node) => (int?)node ?? 0;

    private static double Real(JsonNode? node) => (double?)node ?? 0;

    private static string Number(JsonNode? node, string format) => node is null ? "–" : Real(node).ToString(format, CultureInfo.InvariantCulture);
}
