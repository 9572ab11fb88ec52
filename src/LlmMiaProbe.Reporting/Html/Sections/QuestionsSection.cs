using System.Text.Json.Nodes;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What models replied to questions, and how the documents under test stand to the controls by that.</summary>
internal static class QuestionsSection
{
    private const int ShownDocuments = 200;
    private const string None = "–";

    private static readonly string[] s_kinds = ["asked", "answered", "unclear", "unknowing", "refused", "filtered", "failed"];

    public static void Write(HtmlWriter html, ReportPage page, ReportOptions options) => html.Element("section#questions", () =>
    {
        html.Element("h2", "Questions");
        foreach (var asked in page.Questions)
        {
            Write(html, asked, options);
        }
    });

    private static void Write(HtmlWriter html, CommandContent asked, ReportOptions options)
    {
        var result = asked.Result;
        var models = Objects(result["models"]);
        html.Element("h3", $"Run {Figures.Id(asked.Run.Id)}, about {Text(result["question"])}: {Text(result["method"])}");
        html.Element("p.statement", Text(result["headline"]));
        html.Element("p", Text(result["caveat"]));
        Measures(html, result, models);
        foreach (var measure in models.Take(1).SelectMany(model => Objects(model["measures"])).Where(measure => measure["statement"] is not null))
        {
            html.Element("p", $"{Text(measure["id"])}: {Text(measure["statement"])}");
        }

        foreach (var (role, remark) in models.SelectMany(model => Texts(model["remarks"]).Select(remark => (Text(model["role"]), remark))))
        {
            html.Element("p.note", models.Count > 1 ? $"{role}: {remark}" : remark);
        }

        Replies(html, models);
        Documents(html, models[0], options);
    }

    private static void Measures(HtmlWriter html, JsonObject result, List<JsonObject> models)
    {
        List<string[]> rows =
        [
            .. from model in models
               from measure in Objects(model["measures"])
               from set in Objects(measure["sets"])
               select (string[])[
                   Text(measure["id"]), Text(model["role"]), Text(set["set"]), Auc(set["auc"], set["aucLow"], set["aucHigh"]),
                   Figures.Count(Whole(set["documents"])), Figures.Count(Whole(set["controls"])),
               ],
            .. result["blindBaseline"] is JsonArray { Count: 3 } words
                ? (string[][])[["blind baseline", None, None, Auc(words[0], words[1], words[2]), None, None]]
                : [],
        ];
        Tables.Write(
            html, "Documents against the controls: AUC with its 95% interval", ["measure", "model", "set", "AUC", "documents", "controls"], rows, numeric: 5);
    }

    private static void Replies(HtmlWriter html, List<JsonObject> models)
    {
        List<(string Role, JsonObject Tally)> tallies =
        [
            .. models.Select(model => (Text(model["role"]), model["replies"] as JsonObject ?? [])),
            .. models.Take(1).Select(model => ("paraphraser", model["writerReplies"] as JsonObject ?? [])).Where(writer => Whole(writer.Item2["asked"]) > 0),
        ];
        html.Element("p", QuestionStatement.Refusals);
        Tables.Write(html, "Replies", ["model", .. s_kinds.Select(kind => kind == "unknowing" ? "not known" : kind)],
            [.. tallies.Select(entry => (string[])[entry.Role, .. s_kinds.Select(kind => Figures.Count(Whole(entry.Tally[kind])))])], numeric: s_kinds.Length);
        List<string[]> reasons =
        [
            .. tallies.SelectMany(
                entry => Objects(entry.Tally["reasons"]).Select(
                    reason => (string[])[entry.Role, Text(reason["kind"]), Figures.Count(Whole(reason["count"])), Text(reason["reason"])])),
        ];
        if (reasons.Count > 0)
        {
            Tables.Write(html, "What replies that are no answers were recognised by", ["model", "kind", "replies", "recognised by"], reasons, numeric: 0);
        }
    }

    private static void Documents(HtmlWriter html, JsonObject target, ReportOptions options)
    {
        List<string> measures = [.. Objects(target["measures"]).Select(measure => Text(measure["id"]))];
        var documents = Objects(target["documents"])
            .OrderByDescending(document => (double?)document["scores"]?[measures[0]] ?? double.NegativeInfinity)
            .ToList();
        Tables.Write(html,
            documents.Count > ShownDocuments
                ? $"Documents by the target's replies: the {Figures.Count(ShownDocuments)} highest of {Figures.Count(documents.Count)}; "
                    + "'mia-probe runs export' writes all"
                : "Documents by the target's replies, the highest first",
            ["document", .. measures, "label", "replies", "from"],
            [.. documents.Take(ShownDocuments).Select(document => (string[])[
                Text(document["id"]),
                .. measures.Select(measure => (double?)document["scores"]?[measure] is { } score ? Figures.Score(score) : None),
                Text(document["label"]),
                $"{Figures.Count(Whole(document["replies"]?["answered"]))} of {Figures.Count(Whole(document["replies"]?["asked"]))} answered",
                string.Join("; ", Texts(document["reasons"]).Concat(Objects(document["facts"]).Select(fact => Fact(fact, options))))])],
            numeric: measures.Count);
    }

    // Facts may quote the document.
    private static string Fact(JsonObject fact, ReportOptions options) => $"{Text(fact["name"])}: {CommandElement.Hidden(Text(fact["value"]), options)}";

    private static string Auc(JsonNode? value, JsonNode? low, JsonNode? high) =>
        (double?)value is { } auc ? $"{Figures.Fraction(auc)} ({Figures.Fraction((double?)low ?? auc)} – {Figures.Fraction((double?)high ?? auc)})" : None;

    private static List<JsonObject> Objects(JsonNode? array) => [.. (array as JsonArray ?? []).OfType<JsonObject>()];

    private static IEnumerable<string> Texts(JsonNode? array) => (array as JsonArray ?? []).Select(Text);

    private static string Text(JsonNode? node) => (string?)node ?? "";

    private static int Whole(JsonNode? node) => (int?)node ?? 0;
}
