using System.CommandLine;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>simulate</c>: what the attacks of a run would lose if the model's endpoint showed less.</summary>
internal static class SimulateCommand
{
    private static readonly Argument<string[]> s_defences = new("defence") { Description = "topk=1, topk=0, round=STEP or no-echo; values may be a list", Arity = ArgumentArity.OneOrMore };

    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "simulate",
            "Show what attacks lose if an endpoint shows less, from stored evidence.",
            """
            Examples:
              mia-probe simulate 3 topk=1,0 round=0.1,0.01 no-echo

            For those who offer a model: the attacks of a finished run are computed again
            from what an attacker would see of the target. The reference stays as it is: it
            is the attacker's own.
              topk=1      Only the likeliest token of each place is shown. For another the
                          attacker puts the largest possible value, ln min(p_1, 1 - p_1).
                          More cannot be simulated: the store keeps the likeliest only.
              topk=0      No log-probability is shown.
              round=STEP  Log-probabilities are rounded to multiples of so many nats.
              no-echo     Given text is not scored.
            Other decoding is measured by 'extract --temperature --top-k --top-p', and a
            budget of queries by its table of draws. Nothing is kept.
            """) { run, s_defences };
        SettingOptions.AddTo(command, SettingKey.StorePath, SettingKey.Format, SettingKey.Quiet);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var defences = DefenceSelection.Parse(parsed.GetValue(s_defences) ?? []);
            using var store = CommandContext.ReadStore(settings);
            var analysis = new RunAnalysis(store);
            var without = analysis.Simulate(parsed.GetValue(run), null);
            var defended = defences.Select(defence => (Defence: defence, Attacks: analysis.Simulate(parsed.GetValue(run), defence))).ToList();
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(ToJson(without, defended).ToJsonString(RunResultJson.Indented));
            }
            else
            {
                Write(context.Terminal, without, defended);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, IReadOnlyList<AttackEvaluation> without, List<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)> defended)
    {
        var table = new TextTable([false, true, .. defended.Select(_ => true)]);
        table.Add(["AUC of", "as it is", .. defended.Select(one => one.Defence.Id)]);
        foreach (var (attack, i) in without.Select((attack, i) => (attack, i)).OrderByDescending(entry => entry.attack.Auc?.Value ?? double.NegativeInfinity))
        {
            table.Add([attack.Attack, Auc(attack), .. defended.Select(one => Auc(one.Attacks[i]))]);
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
        var lines = new LabelledLines(terminal, labelWidth: 13);
        foreach (var (defence, attacks) in defended)
        {
            lines.Write(defence.Id, $"The endpoint shows {defence.Meaning}.");
            foreach (var reason in attacks.SelectMany(attack => attack.NotApplicable.Select(entry => (entry.Reason, attack.Attack))).GroupBy(entry => entry.Reason, entry => entry.Attack))
            {
                lines.Write("", $"{string.Join(", ", reason)}: {reason.Key}.");
            }
        }
    }

    private static JsonObject ToJson(IReadOnlyList<AttackEvaluation> without, List<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)> defended) => new()
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
