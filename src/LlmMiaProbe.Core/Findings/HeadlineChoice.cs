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

    // RMIA first: its ratio rises with the target's probability however the target was trained, while the two densities
    // of LiRA fit a target that was trained like the shadows. Without models trained on the documents, the one-sided forms.
    private static readonly string[][] s_withShadows = [["rmia", "lira"], ["rmia-offline", "lira-offline"], ["z-score"]];
    private static readonly string[][] s_withoutReference = [["min-k-plus-plus", "zlib"]];

    // For runs that were begun with other attacks only.
    private static readonly string[][] s_otherwise = [["min-k-plus-plus"], ["zlib"], ["min-k"], ["loss"]];

    /// <param name="attacks">The attacks that the run was begun with, in the order given; at least one.</param>
    /// <param name="hasReference">Whether it has a reference model.</param>
    /// <param name="hasShadows">Whether it has shadow models, whose attacks come after those with a reference model.</param>
    public static HeadlineChoice Of(IReadOnlyList<ConfiguredAttack> attacks, bool hasReference, bool hasShadows = false)
    {
        (string situation, string[][] registered) = (hasReference, hasShadows) switch
        {
            (true, true) => ("with a reference model and shadow models", [.. s_withReference, .. s_withShadows]),
            (true, _) => ("with a reference model", s_withReference),
            (_, true) => ("with shadow models and without a reference model", s_withShadows),
            _ => ("without a reference model", s_withoutReference),
        };
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

    /// <summary>
    /// The next in the same fixed order where the chosen attacks apply to no document: whether an attack applies does not depend on
    /// what it finds, so this is no choice by results.
    /// </summary>
    /// <param name="chosen">What was chosen beforehand.</param>
    /// <param name="attacks">The attacks that apply to a document; at least one.</param>
    /// <param name="hasReference">As for <see cref="Of"/>.</param>
    /// <param name="hasShadows">As for <see cref="Of"/>.</param>
    public static HeadlineChoice InPlaceOf(HeadlineChoice chosen, IReadOnlyList<ConfiguredAttack> attacks, bool hasReference, bool hasShadows)
    {
        var next = Of(attacks, hasReference, hasShadows);
        return next with
        {
            Reason = $"{string.Join(" and ", chosen.Attacks)} {(chosen.Attacks.Count == 1 ? "applies" : "apply")} to no document of this run. {next.Reason}",
        };
    }

    private static string Explain(List<string> chosen, string why) =>
        $"{string.Join(" and ", chosen)}: {why}, whatever {(chosen.Count == 1 ? "it finds" : "they find")}; all other attacks are exploratory.";

    // Of several parameters the default, else the first that was asked for.
    private static string? Find(IReadOnlyList<ConfiguredAttack> attacks, string id)
    {
        var same = attacks.Where(attack => attack.Attack.Description.Id == id).Select(attack => attack.Id).ToList();
        return same.Find(spelled => spelled == AttackSelection.Defaults.FirstOrDefault(attack => attack.Attack.Description.Id == id)?.Id)
            ?? same.FirstOrDefault();
    }
}
