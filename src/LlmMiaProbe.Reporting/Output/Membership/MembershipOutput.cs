using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>The result of a run about membership.</summary>
public sealed record MembershipOutput
{
    public required long Run { get; init; }

    public required string? Name { get; init; }

    /// <summary>The run from whose evidence it was computed.</summary>
    public required long? Parent { get; init; }

    public required CountsOutput Counts { get; init; }

    /// <summary>The first 100 parts of the corpus that are no document.</summary>
    public required IReadOnlyList<NotReadOutput> NotRead { get; init; }

    /// <summary>Null where the corpora have no chat records.</summary>
    public required ChatOutput? Chat { get; init; }

    /// <summary>What the records of each file were recognised to be, a sentence each.</summary>
    public required IReadOnlyList<string> Recognised { get; init; }

    /// <summary>Null for local models, as is <see cref="Usage"/>.</summary>
    public required EndpointOutput? Endpoint { get; init; }

    public required UsageOutput? Usage { get; init; }

    public required LabelsOutput Labels { get; init; }

    public required HeadlineOutput Headline { get; init; }

    /// <summary>What tells the documents apart without a model.</summary>
    public required DataHealth? DataHealth { get; init; }

    public required DecisionsOutput Decisions { get; init; }

    public required CollectionOutput? Collection { get; init; }

    /// <summary>What may put scores off, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>By model, whether a BOS precedes each text.</summary>
    public required IReadOnlyDictionary<string, bool> Bos { get; init; }

    public required IReadOnlyList<MeasuredAttackOutput> Attacks { get; init; }

    /// <param name="run">The run.</param>
    /// <param name="evaluation">Its evaluation.</param>
    /// <param name="notRead">What of the corpus is no document.</param>
    public static MembershipOutput Of(RunRecord run, RunEvaluation evaluation, IReadOnlyList<CorpusDefect> notRead) => new()
    {
        Run = run.Id,
        Name = run.Name,
        Parent = run.Parent,
        Counts = CountsOutput.Of(run.Counts),
        NotRead = NotReadOutput.Of(notRead),
        Chat = ChatOutput.Of(evaluation.Chat),
        Recognised = run.Settings.Recognised ?? [],
        Endpoint = run.Settings.Hosted is null ? null : EndpointOutput.Of(run.Settings.Hosted),
        Usage = UsageOutput.OfAny(run.Usage),
        Labels = LabelsOutput.Of(evaluation.Labels),
        Headline = HeadlineOutput.Of(evaluation),
        DataHealth = evaluation.Health,
        Decisions = DecisionsOutput.Of(evaluation),
        Collection = CollectionOutput.Of(evaluation),
        Notes = evaluation.Notes ?? [],
        Bos = new OrderedDictionary<string, bool>(
            run.Models.Where(model => model.Role == ModelRole.Target || model.Role == ModelRole.Reference || model.Role.IsShadow)
                .Select(model => KeyValuePair.Create(model.Role.Name, model.PutsBos(run.Settings.Bos)))),
        Attacks = [.. evaluation.Attacks.Select(attack => MeasuredAttackOutput.Of(attack, evaluation))],
    };
}

/// <summary>Documents by label, failed ones included; null while they are not scored.</summary>
public sealed record LabelsOutput(long? Member, long? Nonmember, long? Unknown, long? Calibration)
{
    internal static LabelsOutput Of(LabelCounts? labels) => new(labels?.Member, labels?.NonMember, labels?.Unknown, labels?.Calibration);
}

/// <summary>The attacks that count and what they say.</summary>
/// <param name="Attacks">Their ids.</param>
/// <param name="Reason">Why it is these.</param>
/// <param name="Statement">A sentence.</param>
/// <param name="Verdict">apart, notapart, reversed or undecided.</param>
public sealed record HeadlineOutput(IReadOnlyList<string> Attacks, string Reason, string? Statement, string? Verdict)
{
    internal static HeadlineOutput Of(RunEvaluation evaluation) => new(
        evaluation.Headline.Attacks,
        evaluation.Headline.Reason,
        evaluation.HeadlineSentence ?? evaluation.WhyNoHeadline,
        evaluation.HeadlineVerdict?.ToString().ToLowerInvariant());
}
