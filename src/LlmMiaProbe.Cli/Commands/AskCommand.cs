using System.CommandLine;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>ask</c>: methods that need nothing but the text that a model replies.</summary>
internal static class AskCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("ask", "Ask a model about documents and judge it by its replies alone, against control documents.");
        foreach (var route in QuestionRoute.All)
        {
            command.Subcommands.Add(AskOptions.Command(context, route));
        }

        command.Subcommands.Add(Refused(context));
        return command;
    }

    private static DetailedCommand Refused(CommandContext context)
    {
        var command = new DetailedCommand(
            "refusals",
            "List how replies that decline or do not know are recognised.",
            """
            Example:
              mia-probe ask refusals

            The phrases are regular expressions, searched for in the first 300 characters
            of a reply in lower case. What an endpoint itself reports as refused or
            filtered comes first. Nothing within double quotes counts, nor a phrase that the
            true text contains. Replies in other words, and in other languages, count as
            answers: read the replies themselves.
            """);
        command.SetAction(_ =>
        {
            foreach (var rule in Refusals.Rules)
            {
                context.Terminal.Output.WriteLine($"{rule.Kind.ToString().ToLowerInvariant(),-10}{rule.Pattern}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
