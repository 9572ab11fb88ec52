using LlmMiaProbe.Attacks;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Statistics;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What attacks on membership would lose to defences.</summary>
internal sealed class MembershipSimulationView(Terminal terminal)
{
    private const int LabelWidth = 22;

    private static readonly string[] s_continuing = [.. AttackSelection.All.Where(Continues).Select(attack => attack.Attack.Description.Id)];

    /// <param name="run">Its number.</param>
    /// <param name="without">The attacks as they are.</param>
    /// <param name="defended">The same attacks in the same order under each defence.</param>
    /// <param name="isListed">Whether filters of the output protect other texts than each document.</param>
    public void Show(
        long run, IReadOnlyList<AttackEvaluation> without, IReadOnlyList<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)> defended, bool isListed)
    {
        var table = Build(without, defended, isShort: false);
        var isShort = table.FullWidth() > terminal.Traits.Width;
        (isShort ? Build(without, defended, isShort: true) : table).Write(terminal.Output);
        terminal.Output.WriteLine();
        var lines = new LabelledLines(terminal, LabelWidth);
        if (isShort)
        {
            lines.Write("", "Parameters of attacks that are not shown have their defaults.");
        }

        foreach (var same in without
            .Where(attack => attack.Auc is null)
            .GroupBy(attack => attack.AucReason ?? "It was not estimated.", attack => NameOf(attack, isShort), StringComparer.Ordinal))
        {
            lines.Write("as it is", $"Run {run} has no AUC of {string.Join(", ", same)}, which no defence changes. {same.Key}");
        }

        foreach (var (defence, attacks) in defended)
        {
            lines.Write(defence.Id, $"The endpoint {defence.Meaning}. {Reading(defence, isListed)}".TrimEnd());
            if (!defence.ShowsLess && defence is not QueryBudget && !without.Any(attack => Continues(AttackSelection.Parse(attack.Attack)[0])))
            {
                lines.Write(
                    "", $"Run {run} drew no continuations, so this changes nothing of it: name a run made with --attacks {string.Join(',', s_continuing)}.");
            }

            foreach (var (names, reason) in Reasons(without, attacks, isShort))
            {
                lines.Write("", $"{string.Join(", ", names)}: {reason}.");
            }
        }
    }

    private static Table Build(
        IReadOnlyList<AttackEvaluation> without, IReadOnlyList<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)> defended, bool isShort)
    {
        var table = Tables.Of([false, true, .. defended.Select(_ => true)]);
        table.Add(["AUC of", "as it is", .. defended.Select(one => one.Defence.Id)]);
        foreach (var (attack, i) in without.Select((attack, i) => (attack, i)).OrderByDescending(entry => entry.attack.Auc?.Value ?? double.NegativeInfinity))
        {
            table.Add([NameOf(attack, isShort), Auc(attack), .. defended.Select(one => Auc(one.Attacks[i]))]);
        }

        return table;
    }

    /// <summary>What the defence adds to the reasons that there were before, with the attacks that share it.</summary>
    private static IEnumerable<(IEnumerable<string> Attacks, string Reason)> Reasons(
        IReadOnlyList<AttackEvaluation> without, IReadOnlyList<AttackEvaluation> attacks, bool isShort) => attacks
        .Zip(
            without,
            (attack, before) => attack.NotApplicable.Except(before.NotApplicable).Select(entry => (Name: NameOf(attack, isShort), Text: Text(attack, entry))))
        .SelectMany(entries => entries)
        .GroupBy(entry => entry.Text, entry => entry.Name)
        .Select(same => (same.AsEnumerable(), same.Key));

    private static bool Continues(ConfiguredAttack attack) => attack.Evidence.Any(request => request.Pool is not null);

    private static string Text(AttackEvaluation attack, NotApplicableCount entry) =>
        attack.Members + attack.NonMembers + attack.Unknown == 0 ? entry.Reason : $"{Figures.Count(entry.Count, "document")} without a score ({entry.Reason})";

    private static string NameOf(AttackEvaluation attack, bool isShort) => isShort ? AttackSelection.Parse(attack.Attack)[0].ShortId : attack.Attack;

    private static string? Reading(Defence defence, bool isListed) => defence switch
    {
        QueryBudget => "A request is one text that is scored or one continuation; samples beyond it are left out.",
        TopKOnly { K: > 0 } => "Of other tokens the attacker takes the largest value that they can have, or leaves them out of target and reference alike: "
            + "shown is whichever tells the labels better apart.",
        { ShowsLess: true } => null,
        MinMatch => $"{(isListed ? "Protected are the texts of --listed" : "Protected is each document itself")}; what is withheld counts as an empty reply. "
            + $"Log-probabilities of given text stay as they are. {defence.Caveat}",
        _ => $"Log-probabilities of given text stay as they are. {defence.Caveat}",
    };

    private static string Auc(AttackEvaluation attack) => attack.Auc is { } auc ? Figures.Fraction(auc.Value) : "–";
}
