using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// What a model replied to questions, as one JSON object: <c>headline</c> (which says first if there are no controls), <c>caveat</c>,
/// <c>question</c> (<c>membership</c> or <c>extraction</c>), <c>run</c>, <c>method</c>, <c>controls</c> (documents), <c>decisions</c> (who
/// is tested, see <see cref="DecisionsJson"/>), <c>blindBaseline</c>
/// (AUC of the text alone, without the model) and <c>models</c>, each with <c>role</c>, <c>replies</c> and <c>writerReplies</c>
/// (<c>asked</c>, <c>answered</c>, <c>unclear</c>, <c>unknowing</c>, <c>refused</c>, <c>filtered</c>, <c>failed</c> and <c>reasons</c>),
/// <c>remarks</c>, <c>measures</c>
/// (<c>id</c>, <c>statement</c> on documents under test, and <c>sets</c> against the controls: <c>set</c>, <c>auc</c>, <c>aucLow</c>,
/// <c>aucHigh</c>, <c>tprAtFpr</c>,
/// <c>documents</c>, <c>controls</c>, <c>notApplicable</c>, <c>reason</c>) and <c>documents</c> (<c>id</c>, <c>label</c>, <c>scores</c>,
/// <c>reasons</c>, <c>replies</c>,
/// <c>facts</c>). What is missing is null.
/// </summary>
public static class QuestionResultJson
{
    public static JsonObject Of(long run, QuestionResult result) => new()
    {
        ["headline"] = result.Headline,
        ["caveat"] = result.Method.IsExtraction ? QuestionStatement.Extraction : Caveat.Standing,
        ["question"] = result.Method.IsExtraction ? "extraction" : "membership",
        ["run"] = run,
        ["method"] = result.Method.Id,
        ["controls"] = result.Controls,
        ["decisions"] = DecisionsJson.Of(result.Design),
        ["blindBaseline"] = result.Models[0].Measures[0].Sets.Select(set => result.Comparison(set.Set)?.BlindAuc).FirstOrDefault() is { } auc
            ? new JsonArray(auc.Value, auc.Low, auc.High)
            : null,
        ["models"] = new JsonArray([.. result.Models.Select(model => Model(result, model))]),
    };

    private static JsonObject Model(QuestionResult result, ModelAnswers model) => new()
    {
        ["role"] = model.Role.Name,
        ["replies"] = Replies(model.Replies),
        ["writerReplies"] = Replies(model.Answers.Writer),
        ["remarks"] = new JsonArray([.. model.Answers.Remarks.Select(remark => (JsonNode)$"{remark.Label}: {remark.Text}")]),
        ["measures"] = new JsonArray([.. model.Measures.Select(measure => Measure(result, measure))]),
        ["documents"] = new JsonArray([.. model.Answers.Documents.Select(document => Document(result.Method, document))]),
    };

    private static JsonObject Measure(QuestionResult result, MeasureEvaluation measure) => new()
    {
        ["id"] = measure.Measure,
        ["statement"] = measure.Decisions is { Tested: > 0, Calibration: > 0 } decisions
            ? DiscoveryStatement.Of(decisions, result.Design.FalseDiscoveryRate)
            : null,
        ["sets"] = new JsonArray([.. measure.Sets.Select(set => new JsonObject
        {
            ["set"] = set.Set.ToText(),
            ["auc"] = set.Evaluation.Auc?.Value,
            ["aucLow"] = set.Evaluation.Auc?.Low,
            ["aucHigh"] = set.Evaluation.Auc?.High,
            ["tprAtFpr"] = new JsonObject(
                set.Evaluation.TprAtFpr.Select(tpr => KeyValuePair.Create(tpr.Bound.ToString(CultureInfo.InvariantCulture), (JsonNode?)tpr.Estimate?.Value))),
            ["documents"] = set.Evaluation.Members,
            ["controls"] = set.Evaluation.NonMembers,
            ["notApplicable"] = Counts(set.Evaluation.NotApplicable),
            ["intervals"] = set.Evaluation.Intervals?.Note,
            ["reason"] = set.Evaluation.AucReason,
        })]),
    };

    private static JsonObject Counts(IReadOnlyList<NotApplicableCount> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Reason, (JsonNode?)count.Count)));

    private static JsonObject Document(IQuestionMethod method, DocumentAnswers document) => new()
    {
        ["id"] = document.Document.Id,
        ["label"] = document.Label.ToText(),
        ["scores"] = new JsonObject(method.Measures.Zip(document.Scores, (measure, score) => KeyValuePair.Create(measure, (JsonNode?)score.Value))),
        ["reasons"] = new JsonArray(
            [.. document.Scores.Select(score => score.Reason).OfType<string>().Distinct(StringComparer.Ordinal).Select(reason => (JsonNode)reason)]),
        ["replies"] = Replies(document.Replies),
        ["facts"] = new JsonArray([.. document.Facts.Select(fact => new JsonObject { ["name"] = fact.Key, ["value"] = fact.Value })]),
    };

    private static JsonObject Replies(ReplyTally tally)
    {
        var replies = new JsonObject { ["asked"] = tally.Asked };
        foreach (var kind in Enum.GetValues<ReplyKind>())
        {
            replies[kind.ToString().ToLowerInvariant()] = tally.Count(kind);
        }

        replies["reasons"] = new JsonArray(
            [
                .. tally.Reasons.Select(
                    reason => new JsonObject { ["kind"] = reason.Kind.ToString().ToLowerInvariant(), ["reason"] = reason.Reason, ["count"] = reason.Count }),
            ]);
        return replies;
    }
}
