using LlmMiaProbe.Attacks;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Says why a run has no scores by an attack, and what to do about it.</summary>
internal static class AbsentAttack
{
    // In the order in which a run is told what it lacks: what one model serves many attacks for comes first.
    private static readonly (string Lack, string Option, Func<RunSettings, bool> IsThere, Func<ModelRole, bool> Serves)[] s_inputs =
    [
        ("no reference model", "--reference", run => run.HasReference, role => role == ModelRole.Reference || role.IsPair),
        ("no table of token frequencies", "--frequencies", run => run.Frequencies is not null, role => role == ModelRole.Frequencies),
        ("no table of word frequencies", "--word-frequencies", run => run.WordFrequencies is not null, role => role == ModelRole.WordFrequencies),
        ("no shadow models", "--shadows", run => run.Shadows.Count > 0, role => role.IsShadow),
        ("no shadow model that "
            + "was trained on any document", "--shadows that says "
            + "so", run => run.Shadows.Any(shadow => shadow.TrainedOn > 0), role => role == ModelRole.ShadowsIn),
    ];

    /// <summary>Such as <c>Run 4 has no reference model, so it has no reference-difference to compare: name a run made with --reference.</c></summary>
    /// <param name="run">A stored run.</param>
    /// <param name="attacks">Attacks that it did not score, spelled out.</param>
    /// <param name="purpose">What they were wanted for, such as <c>to compare</c>.</param>
    /// <returns>A sentence for each reason.</returns>
    public static IEnumerable<string> Sentences(RunRecord run, IEnumerable<string> attacks, string purpose) => attacks
        .Select(attack => AttackSelection.ParseOne(attack, ""))
        .GroupBy(attack => Reason(run, attack))
        .Select(same => $"R{Words(run, same.Key, [.. same], purpose)[1..]}.");

    /// <summary>The same of one attack, as words that stand after a colon.</summary>
    public static string Of(RunRecord run, ConfiguredAttack attack, string purpose) => Words(run, Reason(run, attack), [attack], purpose);

    /// <summary>What a run would have to be given for an attack, such as <c>no reference model</c>, and the option that gives it; null if it has all.</summary>
    public static (string Lack, string Option)? MissingInput(RunSettings run, ConfiguredAttack attack)
    {
        foreach (var (lack, option, isThere, serves) in s_inputs)
        {
            if (!isThere(run) && attack.Evidence.Any(request => serves(request.Model)))
            {
                return (lack, option);
            }
        }

        return null;
    }

    private static (string? Lack, string? Option) Reason(RunRecord run, ConfiguredAttack attack) =>
        MissingInput(run.Settings, attack) is { } input ? input
        : attack.Evidence.All(RunRequests.Of(run.Settings).Gathers) ? (null, null)
        : ((string?)null, (string?)"--attacks");

    private static string Words(RunRecord run, (string? Lack, string? Option) reason, IReadOnlyList<ConfiguredAttack> attacks, string purpose)
    {
        List<string> ids = [.. attacks.Select(attack => Name(run, attack))];
        var (names, selection) = (string.Join(", ", ids), string.Join(',', ids));
        var quoted = selection.Contains('(', StringComparison.Ordinal) ? $"\"{selection}\"" : selection;
        return reason switch
        {
            (null, null) => $"run {run.Id} did not score {names}, so it has none {purpose}: "
                + $"'mia-probe rescore {run.Id} --attacks {quoted}' makes a run that does, from its evidence",
            (null, _) => $"run {run.Id} gathered no evidence for {names}, so it has none {purpose}: name a run made with --attacks {quoted}",
            _ => $"run {run.Id} has {reason.Lack}, so it has no {names} {purpose}: name a run made with {reason.Option}",
        };
    }

    // With all parameters where the run scored the attack with others.
    private static string Name(RunRecord run, ConfiguredAttack attack) =>
        run.Settings.ScoredAttacks.Any(scored => scored.Split('(')[0] == attack.Attack.Description.Id) ? attack.Id : attack.ShortId;
}
