using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What attacks on membership would lose to defences.</summary>
internal sealed class MembershipSimulationView(Terminal terminal)
{
    private const int LabelWidth = 22;

    /// <param name="without">The attacks as they are.</param>
    /// <param name="defended">The same attacks in the same order under each defence.</param>
    public void Show(IReadOnlyList<AttackEvaluation> without, IReadOnlyList<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)> defended)
    {
        var table = new TextTable([false, true, .. defended.Select(_ => true)]);
        table.Add(["AUC of", "as it is", .. defended.Select(one => one.Defence.Id)]);
        foreach (var (attack, i) in without.Select((attack, i) => (attack, i)).OrderByDescending(entry => entry.attack.Auc?.Value ?? double.NegativeInfinity))
        {
            table.Add([attack.Attack, Auc(attack), .. defended.Select(one => Auc(one.Attacks[i]))]);
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
        var lines = new LabelledLines(terminal, LabelWidth);
        foreach (var (defence, attacks) in defended)
        {
            lines.Write(defence.Id, $"The endpoint {defence.Meaning}. {defence.Caveat}".TrimEnd());
            foreach (var reason in attacks.SelectMany(attack => attack.NotApplicable.Select(entry => (entry.Reason, attack.Attack))).GroupBy(entry => entry.Reason, entry => entry.Attack))
            {
                lines.Write("", $"{string.Join(", ", reason)}: {reason.Key}.");
            }
        }
    }

    public static JsonObject Json(IReadOnlyList<AttackEvaluation> without, IReadOnlyList<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)> defended) => new()
    {
        ["attacks"] = new JsonArray([.. without.Select((attack, i) => new JsonObject
        {
            ["id"] = attack.Attack,
            ["auc"] = attack.Auc?.Value,
            ["defended"] = new JsonObject(defended.Select(one => KeyValuePair.Create(one.Defence.Id, (JsonNode?)one.Attacks[i].Auc?.Value))),
        })]),
    };

    private static string Auc(AttackEvaluation attack) => attack.Auc is { } auc ? Figures.Fraction(auc.Value) : "–";
}
