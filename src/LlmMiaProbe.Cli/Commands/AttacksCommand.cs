using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>attacks list|show</c>.</summary>
internal static class AttacksCommand
{
    public static Command Create(CommandContext context) => new("attacks", "List and explain the attacks.")
    {
        CreateList(context),
        CreateShow(context),
    };

    private static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "List all attacks with the evidence they need.");
        command.SetAction(_ =>
        {
            var width = AttackSelection.All.Max(attack => attack.Id.Length);
            foreach (var attack in AttackSelection.All)
            {
                context.Terminal.Output.WriteLine($"{attack.Id.PadRight(width)}  {attack.Attack.Description.Title} · needs {Evidence(attack)}{(attack.Attack.Description.OnRequest ? " · only when named" : "")}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateShow(CommandContext context)
    {
        var id = new Argument<string>("attack") { Description = "id, such as min-k" };
        var command = new Command("show", "Show formula, paper, parameters and limits of an attack.") { id };
        command.SetAction(parsed =>
        {
            var attack = AttackSelection.Parse(parsed.GetValue(id) ?? "").Single();
            var description = attack.Attack.Description;
            var output = context.Terminal.Output;
            output.WriteLine($"{description.Id}: {description.Title}");
            output.WriteLine($"  score      {description.Formula}");
            output.WriteLine("             lp_t is the log-probability of scored token t in nats, N their number; higher means more likely a member");
            output.WriteLine($"  paper      {description.Paper}");
            output.WriteLine($"  evidence   {Evidence(attack)}{(description.OnRequest ? "; only when named in --attacks" : "")}");
            foreach (var parameter in description.Parameters)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {parameter.Name,-9}  {parameter.Meaning}; {parameter.Minimum} to {parameter.Maximum}, default {parameter.Default}"));
            }

            output.WriteLine($"  notes      {description.Notes}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Numbered variants of one kind as one.</summary>
    private static string Evidence(ConfiguredAttack attack) => string.Join(", ", attack.Evidence
        .GroupBy(request => $"{request.Model}/{request.Variant.Id.Split('(')[0]}")
        .Select(group => group.Count() == 1 ? group.First().Name : $"{group.Count()} x {group.Key}"));
}
