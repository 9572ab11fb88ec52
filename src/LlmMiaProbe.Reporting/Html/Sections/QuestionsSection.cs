using LlmMiaProbe.Findings;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What models replied to questions, and how the documents under test stand to the controls by that.</summary>
internal static class QuestionsSection
{
    private const int ShownDocuments = 200;
    private const string None = "–";

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
        var result = (QuestionOutput)asked.Output;
        html.Element("h3", $"Run {Figures.Id(asked.Run.Id)}, about {result.Question}: {result.Method}");
        html.Element("p.statement", result.Headline);
        html.Element("p", result.Caveat);
        Measures(html, result);
        foreach (var measure in result.Models.Take(1).SelectMany(model => model.Measures))
        {
            if (measure.Statement is { } statement)
            {
                html.Element("p", $"{measure.Id}: {statement}");
            }
        }

        foreach (var (role, remark) in result.Models.SelectMany(model => model.Remarks.Select(remark => (model.Role, remark))))
        {
            html.Element("p.note", result.Models.Count > 1 ? $"{role}: {remark}" : remark);
        }

        Replies(html, result.Models);
        if (result.Models is [var target, ..])
        {
            Documents(html, target, options);
        }
    }

    private static void Measures(HtmlWriter html, QuestionOutput result)
    {
        List<string[]> rows =
        [
            .. from model in result.Models
               from measure in model.Measures
               from set in measure.Sets
               select (string[])[
                   measure.Id, model.Role, set.Set, Auc(set.Auc, set.AucLow, set.AucHigh), Figures.Count(set.Documents), Figures.Count(set.Controls),
               ],
            .. result.BlindBaseline is [var auc, var low, var high]
                ? (string[][])[["blind baseline", None, None, Auc(auc, low, high), None, None]]
                : [],
        ];
        Tables.Write(
            html, "Documents against the controls: AUC with its 95% interval", ["measure", "model", "set", "AUC", "documents", "controls"], rows, numeric: 5);
    }

    private static void Replies(HtmlWriter html, IReadOnlyList<ModelReplies> models)
    {
        List<(string Role, ReplyCounts Tally)> tallies =
        [
            .. models.Select(model => (model.Role, model.Replies)),
            .. models.Take(1).Select(model => ("paraphraser", model.WriterReplies)).Where(writer => writer.WriterReplies.Asked > 0),
        ];
        html.Element("p", QuestionStatement.Refusals);
        Tables.Write(html, "Replies", ["model", "asked", "answered", "unclear", "not known", "refused", "filtered", "failed"],
            [.. tallies.Select(entry => (string[])[entry.Role, .. Counts(entry.Tally).Select(count => Figures.Count(count))])], numeric: 7);
        List<string[]> reasons =
        [
            .. tallies.SelectMany(
                entry => entry.Tally.Reasons.Select(reason => (string[])[entry.Role, reason.Kind, Figures.Count(reason.Count), reason.Reason])),
        ];
        if (reasons.Count > 0)
        {
            Tables.Write(html, "What replies that are no answers were recognised by", ["model", "kind", "replies", "recognised by"], reasons, numeric: 0);
        }
    }

    private static int[] Counts(ReplyCounts tally) =>
        [tally.Asked, tally.Answered, tally.Unclear, tally.Unknowing, tally.Refused, tally.Filtered, tally.Failed];

    private static void Documents(HtmlWriter html, ModelReplies target, ReportOptions options)
    {
        List<string> measures = [.. target.Measures.Select(measure => measure.Id)];
        var documents = target.Documents.OrderByDescending(document => Score(document, measures.FirstOrDefault()) ?? double.NegativeInfinity).ToList();
        Tables.Write(html,
            documents.Count > ShownDocuments
                ? $"Documents by the target's replies: the {Figures.Count(ShownDocuments)} highest of {Figures.Count(documents.Count)}; "
                    + "'mia-probe runs export' writes all"
                : "Documents by the target's replies, the highest first",
            ["document", .. measures, "label", "replies", "from"],
            [.. documents.Take(ShownDocuments).Select(document => (string[])[
                document.Id,
                .. measures.Select(measure => Score(document, measure) is { } score ? ScoreWords.Of(score) : None),
                document.Label,
                $"{Figures.Count(document.Replies.Answered)} of {Figures.Count(document.Replies.Asked)} answered",
                string.Join("; ", document.Reasons.Concat(document.Facts.Select(fact => Fact(fact, options))))])],
            numeric: measures.Count);
    }

    private static double? Score(AskedOutput document, string? measure) => measure is null ? null : document.Scores.GetValueOrDefault(measure);

    // Facts may quote the document.
    private static string Fact(FactOutput fact, ReportOptions options) => $"{fact.Name}: {CommandElement.Hidden(fact.Value, options)}";

    private static string Auc(double? value, double? low, double? high) =>
        value is { } auc ? $"{Figures.Fraction(auc)} ({Figures.Fraction(low ?? auc)} – {Figures.Fraction(high ?? auc)})" : None;
}
