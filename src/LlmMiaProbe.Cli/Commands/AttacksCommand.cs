using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>attacks list|show</c>.</summary>
internal static class AttacksCommand
{
    public static Command Create(CommandContext context) => new("attacks", "List and explain the attacks.")
    {
        CreateList(context),
        CreateShow(context),
    };

    private static DetailedCommand CreateList(CommandContext context)
    {
        var command = new DetailedCommand(
            "list",
            "List all attacks with their default parameters and the evidence they need.",
            """
            Examples:
              mia-probe attacks list
              mia-probe attacks list --output json
            """);
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            if (context.Settings(parsed).Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(AttackOutput.OfAll()));
                return ExitCodes.Done;
            }

            var table = Tables.Of(false, false, false);
            table.Add("attack", "title", "needs");
            foreach (var attack in AttackSelection.All)
            {
                table.Add(attack.Id, attack.Attack.Description.Title, Evidence(attack) + (attack.Attack.Description.OnRequest ? " (only when named)" : ""));
            }

            table.Write(context.Terminal.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static DetailedCommand CreateShow(CommandContext context)
    {
        var id = new Argument<string>("attack") { Description = "id of the attack, such as min-k" };
        var command = new DetailedCommand(
            "show",
            "Show formula, paper, parameters and limits of an attack.",
            """
            Examples:
              mia-probe attacks show min-k
              mia-probe attacks show 'rmia(gamma=1)'
            """) { id };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            var attack = Find(parsed.GetValue(id) ?? "");
            if (context.Settings(parsed).Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(AttackOutput.Of(attack)));
                return ExitCodes.Done;
            }

            var description = attack.Attack.Description;
            var lines = new LabelledLines(context.Terminal);
            context.Terminal.Output.WriteLine($"{description.Id}: {description.Title}");
            lines.Write("score", description.Formula);
            lines.Write("", "lp_t is the log-probability of scored token t in nats, N their number; higher means more likely a member");
            lines.Write("paper", description.Paper);
            lines.Write("evidence", Evidence(attack) + (description.OnRequest ? "; only when named in --attacks" : ""));
            foreach (var parameter in description.Parameters)
            {
                lines.Write(
                    parameter.Name,
                    string.Create(
                        CultureInfo.InvariantCulture, $"{parameter.Meaning}; {parameter.Minimum} to {parameter.Maximum}, default {parameter.Default}"));
            }

            lines.Write("notes", description.Notes);
            lines.Write("cost", Cost(attack));
            lines.Write("run", Example(attack));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Numbered variants of one kind as one; a pool without its settings, which are the attack's parameters.</summary>
    private static string Evidence(ConfiguredAttack attack) => string.Join(", ", attack.Evidence
        .GroupBy(request => request.Name.Split('(')[0])
        .Select(group => group.Count() == 1 ? group.First().Pool is null ? group.First().Name : group.Key : $"{group.Count()} x {group.Key}"));

    // Tables, and models that were scored before, cost no pass.
    private static string Cost(ConfiguredAttack attack)
    {
        var texts = attack.Evidence.Where(request => request.Pool is null && !EvidenceSource.Of(request.Model).IsTable).GroupBy(request => request.Model)
            .Select(group => $"{Figures.Count(group.Count(), "text")} scored under {(group.Key.IsShadow ? "each shadow model" : $"the {group.Key}")}");
        var pools = attack.Evidence.Where(request => request.Pool is not null)
            .Select(request => $"{Figures.Count(request.Pool?.Samples ?? 0, "continuation")} produced by the {request.Model}");
        return $"a document: {string.Join(", ", texts.Concat(pools).Distinct())}; attacks that need the same share it";
    }

    private static string Example(ConfiguredAttack attack)
    {
        var options = attack.Evidence.Select(request => EvidenceSource.Of(request.Model).Option.Split(' ')[0])
            .Concat(attack.Evidence.Select(request => request.Variant.Prefix?.Label).Select(label => label switch
            {
                Membership.NonMember => "--shots",
                Membership.Member => "--member-shots",
                _ => "",
            }))
            .Where(option => option.Length > 0 && option != "--model").Distinct()
            .Select(option => $" {option} FILE");
        return $"mia-probe run --model FILE{string.Concat(options)} --corpus FILE --attacks {ShellText.Quote(attack.ShortId)}";
    }

    // Parameters may stand behind the id, as they do wherever attacks are printed.
    private static ConfiguredAttack Find(string text)
    {
        var id = text.Split('(')[0].Trim();
        return AttackSelection.All.FirstOrDefault(attack => attack.Attack.Description.Id == id) ?? throw new ConfigurationException(
            NearestName.Find(id, AttackCatalog.All.Select(attack => attack.Description.Id)) is { } nearest
                ? $"There is no attack '{id}'; did you mean '{nearest}'?"
                : $"There is no attack '{id}'; 'mia-probe attacks list' shows all.");
    }
}
