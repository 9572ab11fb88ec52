using System.Globalization;
using System.Text.Json.Serialization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Reporting;

/// <summary>What models replied to questions.</summary>
public sealed record QuestionOutput : CommandOutput
{
    /// <summary>The sentence that it comes down to, which says first if there are no controls.</summary>
    public string Headline { get; init; } = "";

    public string Caveat { get; init; } = "";

    /// <summary><c>membership</c> or <c>extraction</c>.</summary>
    public string Question { get; init; } = "";

    /// <summary>Number of the run.</summary>
    public long Run { get; init; }

    /// <summary>With its parameters.</summary>
    public string Method { get; init; } = "";

    /// <summary>Documents of known non-membership.</summary>
    public int Controls { get; init; }

    /// <summary>What the records of each file were recognised to be, a sentence each; null if an earlier version kept the result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Recognised { get; init; }

    /// <summary>Who is tested.</summary>
    public DesignOutput? Decisions { get; init; }

    /// <summary>AUC of the text alone, without the model, and the ends of its 95% interval; null if it was not measured.</summary>
    public IReadOnlyList<double>? BlindBaseline { get; init; }

    /// <summary>The target first.</summary>
    public IReadOnlyList<ModelReplies> Models { get; init; } = [];

    private protected override string Kind => "questions";

    private protected override bool IsSound => Models.Count > 0;

    public static QuestionOutput Of(long run, QuestionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new QuestionOutput
        {
            Headline = result.Headline,
            Caveat = result.Method.IsExtraction ? QuestionStatement.Extraction : Findings.Caveat.Standing,
            Question = result.Method.IsExtraction ? "extraction" : "membership",
            Run = run,
            Method = result.Method.Id,
            Controls = result.Controls,
            Decisions = DesignOutput.Of(result.Design),
            BlindBaseline = result.Models[0].Measures[0].Sets.Select(set => result.Comparison(set.Set)?.BlindAuc).FirstOrDefault() is { } auc
                ? [auc.Value, auc.Low, auc.High]
                : null,
            Models = [.. result.Models.Select(model => ModelReplies.Of(result, model))],
        };
    }
}

/// <summary>What one model replied, and what that shows.</summary>
public sealed record ModelReplies
{
    /// <summary>Such as <c>target</c>.</summary>
    public string Role { get; init; } = "";

    public ReplyCounts Replies { get; init; } = new();

    /// <summary>Of the model that rewrites passages.</summary>
    public ReplyCounts WriterReplies { get; init; } = new();

    public IReadOnlyList<string> Remarks { get; init; } = [];

    public IReadOnlyList<MeasureOutput> Measures { get; init; } = [];

    public IReadOnlyList<AskedOutput> Documents { get; init; } = [];

    internal static ModelReplies Of(QuestionResult result, ModelAnswers model) => new()
    {
        Role = model.Role.Name,
        Replies = ReplyCounts.Of(model.Replies),
        WriterReplies = ReplyCounts.Of(model.Answers.Writer),
        Remarks = [.. model.Answers.Remarks.Select(remark => $"{remark.Label}: {remark.Text}")],
        Measures = [.. model.Measures.Select(measure => MeasureOutput.Of(result, measure))],
        Documents = [.. model.Answers.Documents.Select(document => AskedOutput.Of(result.Method, document))],
    };
}

/// <summary>Replies by what they are.</summary>
public sealed record ReplyCounts
{
    public int Asked { get; init; }

    public int Answered { get; init; }

    public int Unclear { get; init; }

    /// <summary>The model says that it does not know.</summary>
    public int Unknowing { get; init; }

    public int Refused { get; init; }

    /// <summary>By the endpoint.</summary>
    public int Filtered { get; init; }

    public int Failed { get; init; }

    /// <summary>What replies that are no answers were recognised by, the most frequent first.</summary>
    public IReadOnlyList<ReplyReason> Reasons { get; init; } = [];

    internal static ReplyCounts Of(ReplyTally tally) => new()
    {
        Asked = tally.Asked,
        Answered = tally.Answered,
        Unclear = tally.Count(ReplyKind.Unclear),
        Unknowing = tally.Count(ReplyKind.Unknowing),
        Refused = tally.Count(ReplyKind.Refused),
        Filtered = tally.Count(ReplyKind.Filtered),
        Failed = tally.Count(ReplyKind.Failed),
        Reasons = [.. tally.Reasons.Select(reason => new ReplyReason(reason.Kind.ToString().ToLowerInvariant(), reason.Reason, reason.Count))],
    };
}

/// <summary>What replies of a kind were recognised by.</summary>
/// <param name="Kind">Such as <c>refused</c>.</param>
/// <param name="Reason">Words of the reply.</param>
/// <param name="Count">Replies.</param>
public sealed record ReplyReason(string Kind = "", string Reason = "", int Count = 0);

/// <summary>A measure of replies against the controls.</summary>
public sealed record MeasureOutput
{
    public string Id { get; init; } = "";

    /// <summary>On the documents under test; null if none is tested.</summary>
    public string? Statement { get; init; }

    /// <summary>Documents of each label that is no control.</summary>
    public IReadOnlyList<SetOutput> Sets { get; init; } = [];

    internal static MeasureOutput Of(QuestionResult result, MeasureEvaluation measure) => new()
    {
        Id = measure.Measure,
        Statement = measure.Decisions is { Tested: > 0, Calibration: > 0 } decisions
            ? DiscoveryStatement.Of(decisions, result.Design.FalseDiscoveryRate)
            : null,
        Sets = [.. measure.Sets.Select(SetOutput.Of)],
    };
}

/// <summary>Documents of one label against the controls.</summary>
public sealed record SetOutput
{
    /// <summary>The label.</summary>
    public string Set { get; init; } = "";

    public double? Auc { get; init; }

    /// <summary>Lower end of the 95% interval.</summary>
    public double? AucLow { get; init; }

    /// <summary>Upper end.</summary>
    public double? AucHigh { get; init; }

    /// <summary>By the bound on the false positive rate.</summary>
    public IReadOnlyDictionary<string, double?> TprAtFpr { get; init; } = new OrderedDictionary<string, double?>();

    /// <summary>With a score.</summary>
    public int Documents { get; init; }

    /// <summary>With a score.</summary>
    public int Controls { get; init; }

    /// <summary>Documents by reason.</summary>
    public IReadOnlyDictionary<string, int> NotApplicable { get; init; } = new OrderedDictionary<string, int>();

    /// <summary>How they were made.</summary>
    public string? Intervals { get; init; }

    /// <summary>Why there is no AUC; null if there is one.</summary>
    public string? Reason { get; init; }

    internal static SetOutput Of(SetAnswers set) => new()
    {
        Set = set.Set.ToText(),
        Auc = set.Evaluation.Auc?.Value,
        AucLow = set.Evaluation.Auc?.Low,
        AucHigh = set.Evaluation.Auc?.High,
        TprAtFpr = new OrderedDictionary<string, double?>(
            set.Evaluation.TprAtFpr.Select(tpr => KeyValuePair.Create(tpr.Bound.ToString(CultureInfo.InvariantCulture), tpr.Estimate?.Value))),
        Documents = set.Evaluation.Members,
        Controls = set.Evaluation.NonMembers,
        NotApplicable = new OrderedDictionary<string, int>(set.Evaluation.NotApplicable.Select(count => KeyValuePair.Create(count.Reason, count.Count))),
        Intervals = set.Evaluation.Intervals?.Note,
        Reason = set.Evaluation.AucReason,
    };
}

/// <summary>What the model replied about one document.</summary>
public sealed record AskedOutput
{
    public string Id { get; init; } = "";

    public string Label { get; init; } = "";

    /// <summary>By measure; null where there is none.</summary>
    public IReadOnlyDictionary<string, double?> Scores { get; init; } = new OrderedDictionary<string, double?>();

    /// <summary>Why scores are missing.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    public ReplyCounts Replies { get; init; } = new();

    public IReadOnlyList<FactOutput> Facts { get; init; } = [];

    internal static AskedOutput Of(IQuestionMethod method, DocumentAnswers document) => new()
    {
        Id = document.Document.Id,
        Label = document.Label.ToText(),
        Scores = new OrderedDictionary<string, double?>(method.Measures.Zip(document.Scores, (measure, score) => KeyValuePair.Create(measure, score.Value))),
        Reasons = [.. document.Scores.Select(score => score.Reason).OfType<string>().Distinct(StringComparer.Ordinal)],
        Replies = ReplyCounts.Of(document.Replies),
        Facts = [.. document.Facts.Select(fact => new FactOutput(fact.Key, fact.Value))],
    };
}

/// <summary>What replies show beside scores; it may quote the document.</summary>
/// <param name="Name">Such as <c>longest stretch</c>.</param>
/// <param name="Value">In words.</param>
public sealed record FactOutput(string Name = "", string Value = "");
