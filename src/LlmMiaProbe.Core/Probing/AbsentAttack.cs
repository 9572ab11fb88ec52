using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Probing;

/// <summary>Says why a run has no scores by an attack, and what to do about it.</summary>
internal static class AbsentAttack
{
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

    private static (string? Lack, string? Option) Reason(RunRecord run, ConfiguredAttack attack) =>
        EvidenceSource.MissingFrom(run.Settings, attack) is { } source ? (source.Lack, source.Option)
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
