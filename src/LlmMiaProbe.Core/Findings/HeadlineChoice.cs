using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Findings;

/// <summary>
/// The attacks whose result counts, chosen by what models a run has and never by a result: whoever picks the best of
/// many attacks afterwards finds something in noise as well. All others are exploratory.
/// </summary>
/// <param name="Attacks">Ids with their parameters spelled out, the first deciding; never empty.</param>
/// <param name="Reason">Why these, as a sentence.</param>
public sealed record HeadlineChoice(IReadOnlyList<string> Attacks, string Reason)
{
    private static readonly string[][] s_withReference = [["ez-mia", "wbc"], ["reference-difference"]];
    private static readonly string[][] s_withoutReference = [["min-k-plus-plus", "zlib"]];

    // For runs that were begun with other attacks only.
    private static readonly string[][] s_otherwise = [["min-k-plus-plus"], ["zlib"], ["min-k"], ["loss"]];

    /// <param name="attacks">The attacks that the run was begun with, in the order given; at least one.</param>
    /// <param name="hasReference">Whether it has a reference model.</param>
    public static HeadlineChoice Of(IReadOnlyList<ConfiguredAttack> attacks, bool hasReference)
    {
        var situation = hasReference ? "with a reference model" : "without a reference model";
        string[][] registered = hasReference ? s_withReference : s_withoutReference;
        foreach (var ids in registered.Concat(s_otherwise))
        {
            List<string> chosen = [.. ids.Select(id => Find(attacks, id)).OfType<string>()];
            if (chosen.Count > 0)
            {
                return new HeadlineChoice(chosen, Explain(chosen, registered.Contains(ids)
                    ? $"fixed beforehand for runs {situation}"
                    : $"first in a fixed order, as this run {situation} has none of {string.Join(", ", registered.SelectMany(id => id))}"));
            }
        }

        return new HeadlineChoice([attacks[0].Id], Explain([attacks[0].Id], "the first that was asked for"));
    }

    private static string Explain(List<string> chosen, string why) =>
        $"{string.Join(" and ", chosen)}: {why}, whatever {(chosen.Count == 1 ? "it finds" : "they find")}; all other attacks are exploratory.";

    // Of several parameters the default, else the first that was asked for.
    private static string? Find(IReadOnlyList<ConfiguredAttack> attacks, string id)
    {
        var same = attacks.Where(attack => attack.Attack.Description.Id == id).Select(attack => attack.Id).ToList();
        return same.Find(spelled => spelled == AttackSelection.Defaults.FirstOrDefault(attack => attack.Attack.Description.Id == id)?.Id) ?? same.FirstOrDefault();
    }
}
