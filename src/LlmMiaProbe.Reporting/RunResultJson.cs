using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The result of a run as one JSON object, for scripts:
/// <c>run</c> (id), <c>name</c>, <c>parent</c> (the run from whose evidence it was computed), <c>counts</c> (documents, scored, failed,
/// cached, tokensDecoded, and of the corpus unreadable and leftOut), <c>notRead</c> (the first 100 of these), <c>endpoint</c> (what it was
/// found to
/// return) and <c>usage</c> (what was asked of it), both null for local models, <c>labels</c> (member, nonmember,
/// unknown, calibration; failed documents included), <c>headline</c> (the <c>attacks</c> that count, the <c>reason</c>, and
/// what they say: <c>statement</c>, and <c>verdict</c>: apart, notapart, reversed or undecided), <c>dataHealth</c> (what tells the documents apart without
/// a model), <c>decisions</c> (<see cref="DecisionsJson"/>), <c>collection</c> (<see cref="CollectionJson"/>), <c>notes</c> (what may put scores off),
/// <c>bos</c> (by model, whether a BOS precedes each text) and <c>attacks</c>, each with <c>id</c> (parameters spelled out), <c>attack</c>,
/// <c>headline</c>, <c>parameters</c>, <c>shotsGiven</c> (by label, how many there was room for; null for attacks without), <c>auc</c>, <c>aucLow</c>,
/// <c>aucHigh</c>, <c>tprAtFpr</c> and <c>tprAtFprInterval</c> by bound, <c>n</c> (scored documents by label), <c>notApplicable</c> (documents by reason),
/// <c>pAdjusted</c> (of every attack but the first headline one, for their number), <c>intervals</c> (how they were made)
/// and <c>reason</c> (why there is no AUC). What is missing is null.
/// </summary>
public static class RunResultJson
{
    private const int NamedDefects = 100;

    /// <summary>How the object is printed.</summary>
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="run">The run.</param>
    /// <param name="evaluation">Its evaluation.</param>
    /// <param name="notRead">What of the corpus is no document.</param>
    public static JsonObject Of(RunRecord run, RunEvaluation evaluation, IReadOnlyList<CorpusDefect> notRead) => new()
    {
        ["run"] = run.Id,
        ["name"] = run.Name,
        ["parent"] = run.Parent,
        ["counts"] = new JsonObject
        {
            ["documents"] = run.Counts.Documents,
            ["scored"] = run.Counts.Scored,
            ["failed"] = run.Counts.Failed,
            ["cached"] = run.Counts.Cached,
            ["tokensDecoded"] = run.Counts.TokensDecoded,
            ["unreadable"] = run.Counts.Unreadable,
            ["leftOut"] = run.Counts.LeftOut,
        },
        ["notRead"] = NotRead(notRead),
        ["endpoint"] = run.Settings.Hosted is null ? null : EndpointJson.Of(run.Settings.Hosted),
        ["usage"] = EndpointJson.OfAny(run.Usage),
        ["labels"] = new JsonObject
        {
            ["member"] = evaluation.Labels?.Member,
            ["nonmember"] = evaluation.Labels?.NonMember,
            ["unknown"] = evaluation.Labels?.Unknown,
            ["calibration"] = evaluation.Labels?.Calibration,
        },
        ["headline"] = new JsonObject
        {
            ["attacks"] = new JsonArray([.. evaluation.Headline.Attacks.Select(attack => (JsonNode)attack)]),
            ["reason"] = evaluation.Headline.Reason,
            ["statement"] = evaluation.HeadlineSentence ?? evaluation.WhyNoHeadline,
            ["verdict"] = evaluation.HeadlineVerdict?.ToString().ToLowerInvariant(),
        },
        ["dataHealth"] = evaluation.Health is null ? null : JsonNode.Parse(evaluation.ToJson())?["health"]?.DeepClone(),
        ["decisions"] = DecisionsJson.Of(evaluation),
        ["collection"] = CollectionJson.Of(evaluation),
        ["notes"] = new JsonArray([.. (evaluation.Notes ?? []).Select(note => (JsonNode)note)]),
        ["bos"] = new JsonObject(run.Models.Where(model => model.Role == ModelRole.Target || model.Role == ModelRole.Reference || model.Role.IsShadow)
            .Select(model => KeyValuePair.Create(model.Role.Name, (JsonNode?)model.PutsBos(run.Settings.Bos)))),
        ["attacks"] = new JsonArray([.. evaluation.Attacks.Select(attack => Attack(attack, evaluation))]),
    };

    /// <summary>
    /// The first of them, each with <c>file</c>, <c>line</c> (0 for a whole file), <c>reason</c> and <c>leftOut</c> (a file of a folder
    /// that is not read).
    /// </summary>
    internal static JsonArray NotRead(IReadOnlyList<CorpusDefect> defects) => new([.. defects.Take(NamedDefects).Select(defect => new JsonObject
    {
        ["file"] = defect.File,
        ["line"] = defect.Line,
        ["reason"] = defect.Reason,
        ["leftOut"] = defect.IsLeftOut,
    })]);

    private static JsonObject Attack(AttackEvaluation evaluation, RunEvaluation run)
    {
        var configured = AttackSelection.Parse(evaluation.Attack)[0];
        var shots = (run.Prefixes ?? []).Where(shots => shots.IsOf(configured)).ToList();
        return new JsonObject
        {
            ["id"] = evaluation.Attack,
            ["attack"] = configured.Attack.Description.Id,
            ["headline"] = run.Headline.Attacks.Contains(evaluation.Attack),
            ["parameters"] = new JsonObject(
                configured.Attack.Description.Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)configured.Settings[p]))),
            ["shotsGiven"] = shots.Count == 0 ? null : new JsonObject(shots.Select(given => KeyValuePair.Create(given.Label.ToText(), (JsonNode?)given.Given))),
            ["auc"] = evaluation.Auc?.Value,
            ["aucLow"] = evaluation.Auc?.Low,
            ["aucHigh"] = evaluation.Auc?.High,
            ["tprAtFpr"] = new JsonObject(evaluation.TprAtFpr.Select(tpr => KeyValuePair.Create(Bound(tpr), (JsonNode?)tpr.Estimate?.Value))),
            ["tprAtFprInterval"] = new JsonObject(evaluation.TprAtFpr.Select(tpr => KeyValuePair.Create(Bound(tpr), (JsonNode?)Interval(tpr.Estimate)))),
            ["n"] = new JsonObject { ["member"] = evaluation.Members, ["nonmember"] = evaluation.NonMembers, ["unknown"] = evaluation.Unknown },
            ["notApplicable"] = new JsonObject(evaluation.NotApplicable.Select(count => KeyValuePair.Create(count.Reason, (JsonNode?)count.Count))),
            ["pAdjusted"] = run.Exploration?.Attacks.FirstOrDefault(attack => attack.Attack == evaluation.Attack)?.AdjustedPValue,
            ["intervals"] = evaluation.Intervals?.Note,
            ["reason"] = evaluation.AucReason,
        };
    }

    private static string Bound(TprAtFprEstimate tpr) => tpr.Bound.ToString(CultureInfo.InvariantCulture);

    private static JsonArray? Interval(Estimate? estimate) => estimate is null ? null : new JsonArray(estimate.Low, estimate.High);
}
