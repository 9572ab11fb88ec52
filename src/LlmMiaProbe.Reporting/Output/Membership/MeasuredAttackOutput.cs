using System.Globalization;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>How well an attack tells labelled members from labelled non-members.</summary>
public sealed record MeasuredAttackOutput
{
    /// <summary>With its parameters spelled out.</summary>
    public required string Id { get; init; }

    public required string Attack { get; init; }

    /// <summary>Whether its result counts.</summary>
    public required bool Headline { get; init; }

    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    /// <summary>By label, how many shots there was room for; null for attacks without.</summary>
    public required IReadOnlyDictionary<string, int>? ShotsGiven { get; init; }

    public required double? Auc { get; init; }

    /// <summary>An end of the 95% interval.</summary>
    public required double? AucLow { get; init; }

    /// <summary>The other end.</summary>
    public required double? AucHigh { get; init; }

    /// <summary>By the bound on the false positive rate.</summary>
    public required IReadOnlyDictionary<string, double?> TprAtFpr { get; init; }

    /// <summary>Ends of the 95% intervals, by the same.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>?> TprAtFprInterval { get; init; }

    public required ScoredLabelsOutput N { get; init; }

    /// <summary>Documents by reason.</summary>
    public required IReadOnlyDictionary<string, int> NotApplicable { get; init; }

    /// <summary>Of every attack but the first headline one, for their number.</summary>
    public required double? PAdjusted { get; init; }

    /// <summary>How intervals were made.</summary>
    public required string? Intervals { get; init; }

    /// <summary>Why there is no AUC.</summary>
    public required string? Reason { get; init; }

    internal static MeasuredAttackOutput Of(AttackEvaluation evaluation, RunEvaluation run)
    {
        var configured = AttackSelection.Parse(evaluation.Attack)[0];
        var shots = (run.Prefixes ?? []).Where(shots => shots.IsOf(configured)).ToList();
        return new MeasuredAttackOutput
        {
            Id = evaluation.Attack,
            Attack = configured.Attack.Description.Id,
            Headline = run.Headline.Attacks.Contains(evaluation.Attack),
            Parameters = new OrderedDictionary<string, double>(
                configured.Attack.Description.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, configured.Settings[parameter]))),
            ShotsGiven = shots.Count == 0
                ? null
                : new OrderedDictionary<string, int>(shots.Select(given => KeyValuePair.Create(given.Label.ToText(), given.Given))),
            Auc = evaluation.Auc?.Value,
            AucLow = evaluation.Auc?.Low,
            AucHigh = evaluation.Auc?.High,
            TprAtFpr = ByBound(evaluation, estimate => estimate?.Value),
            TprAtFprInterval = ByBound(evaluation, EstimateNumbers.Interval),
            N = new ScoredLabelsOutput(evaluation.Members, evaluation.NonMembers, evaluation.Unknown),
            NotApplicable = new OrderedDictionary<string, int>(
                evaluation.NotApplicable.Select(count => KeyValuePair.Create(count.Reason, count.Count))),
            PAdjusted = run.Exploration?.Attacks.FirstOrDefault(attack => attack.Attack == evaluation.Attack)?.AdjustedPValue,
            Intervals = evaluation.Intervals?.Note,
            Reason = evaluation.AucReason,
        };
    }

    private static OrderedDictionary<string, T> ByBound<T>(AttackEvaluation evaluation, Func<Estimate?, T> shown) => new(
        evaluation.TprAtFpr.Select(tpr => KeyValuePair.Create(tpr.Bound.ToString(CultureInfo.InvariantCulture), shown(tpr.Estimate))));
}

/// <summary>Documents with a score, by label.</summary>
public sealed record ScoredLabelsOutput(int Member, int Nonmember, int Unknown);
