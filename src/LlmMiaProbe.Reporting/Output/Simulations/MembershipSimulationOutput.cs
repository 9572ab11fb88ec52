using LlmMiaProbe.Defences;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>What attacks on membership would lose to defences.</summary>
public sealed record MembershipSimulationOutput(IReadOnlyList<DefendedAttackOutput> Attacks)
{
    /// <param name="without">The attacks as they are.</param>
    /// <param name="defended">The same attacks in the same order under each defence.</param>
    public static MembershipSimulationOutput Of(
        IReadOnlyList<AttackEvaluation> without, IReadOnlyList<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)> defended) => new(
        [
            .. without.Select((attack, i) => new DefendedAttackOutput(
                attack.Attack,
                attack.Auc?.Value,
                attack.AucReason,
                new OrderedDictionary<string, double?>(defended.Select(one => KeyValuePair.Create(one.Defence.Id, one.Attacks[i].Auc?.Value))))),
        ]);
}

/// <summary>An attack with and without defences.</summary>
/// <param name="Id">With its parameters spelled out.</param>
/// <param name="Auc">As it is.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Defended">AUC by defence.</param>
public sealed record DefendedAttackOutput(string Id, double? Auc, string? Reason, IReadOnlyDictionary<string, double?> Defended);
