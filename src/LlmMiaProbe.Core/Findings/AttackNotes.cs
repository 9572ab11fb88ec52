using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>
/// What must be known to read the results of several attacks side by side: each sentence names the attacks it is about unless it is about
/// all.
/// </summary>
public static class AttackNotes
{
    /// <param name="attacks">In the order of the run.</param>
    /// <param name="exploration">Of those other than the first headline attack; null if they could not be tested.</param>
    /// <param name="rate">A false positive rate as a percentage.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<AttackEvaluation> attacks, Exploration? exploration, Func<double, string> rate) =>
    [
        .. Named(
            attacks.Where(attack => attack.Auc is not null),
            attack => attack.TprAtFpr.Where(tpr => tpr.Reason is not null).Select(tpr => $"TPR at {rate(tpr.Bound)} FPR {tpr.Reason}.")),
        .. Named(attacks, attack => new[] { attack.AucReason }.OfType<string>()),
        .. Named(attacks.Where(attack => attack.Intervals is not null), attack => new[] { attack.Intervals?.Note }.OfType<string>()),
        .. exploration is null ? (string[])[] : [Explored(exploration)],
    ];

    /// <summary>Why documents have no score; reasons may quote what is in them.</summary>
    public static IReadOnlyList<string> Unscored(IReadOnlyList<AttackEvaluation> attacks) =>
        [
            .. Named(
                attacks,
                attack => attack.NotApplicable.Select(count => $"{Figures.Count(count.Count, "document")} without a score ({count.Reason})."),
                always: true),
        ];

    private static string Explored(Exploration exploration)
    {
        var others = $"Of {Figures.Count(exploration.Attacks.Count, "attack")} beside the first headline attack, "
            + $"adjusted for their number (max-T over {Figures.Count(exploration.Relabellings, "relabelling")})";
        return exploration.Found is { Count: > 0 } found
            ? $"{others}, {Figures.Count(found.Count)} {(found.Count == 1 ? "tells" : "tell")} the labels apart: "
                + string.Join("; ", found
                    .GroupBy(attack => Figures.PValue(attack.AdjustedPValue))
                    .Select(same => $"{string.Join(", ", same.Select(attack => attack.Attack))} (p {same.Key})"))
                + "."
            : $"{others}, none tells the labels apart.";
    }

    private static IEnumerable<string> Named(IEnumerable<AttackEvaluation> attacks, Func<AttackEvaluation, IEnumerable<string>> notes, bool always = false)
    {
        var all = attacks.Select(attack => attack.Attack).ToList();
        return attacks.SelectMany(attack => notes(attack).Select(note => (attack.Attack, Note: note))).GroupBy(entry => entry.Note, StringComparer.Ordinal)
            .Select(same => (Subject: Subject([.. same.Select(entry => entry.Attack)], all, always), Note: same.Key))
            .Select(named => named.Subject is null ? named.Note : $"{named.Subject}: {named.Note}");
    }

    // Of two lists of names the shorter.
    private static string? Subject(List<string> named, List<string> all, bool always)
    {
        List<string> others = [.. all.Except(named)];
        return others.Count == 0
            ? always ? all.Count == 1 ? all[0] : "every attack" : null
            : others.Count < named.Count ? $"all attacks but {string.Join(", ", others)}" : string.Join(", ", named);
    }
}
