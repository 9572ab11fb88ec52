using System.CommandLine;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Prompts;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>prompts list|show</c>: the prompts that <c>ask</c> puts to models.</summary>
internal static class PromptsCommand
{
    public static Command Create(CommandContext context)
    {
        var folder = new Option<string?>("--prompts") { Description = "folder of prompts that take the place of the built-in ones", HelpName = "folder" };
        var list = new DetailedCommand(
            "list",
            "List all prompts with version, variables and SHA-256; checks those of a folder.",
            """
            Examples:
              mia-probe prompts list
              mia-probe prompts list --prompts my-prompts
            """) { folder };
        list.SetAction(parsed =>
        {
            var library = parsed.GetValue(folder) is { } path ? PromptLibrary.BuiltIn.With(path) : PromptLibrary.BuiltIn;
            var table = Tables.Of(false, true, false, false, false).Add("prompt", "version", "sha256", "variables", "origin");
            foreach (var prompt in library.Prompts)
            {
                table.Add(
                    prompt.Name,
                    Figures.Count(prompt.Version),
                    $"{prompt.Hash[..12]}…",
                    prompt.Variables.Count == 0 ? "–" : string.Join(", ", prompt.Variables),
                    Names.OfPath(prompt.Origin));
            }

            table.Write(context.Terminal.Output);
            return ExitCodes.Done;
        });
        var name = new Argument<string>("prompt") { Description = "name of a prompt, such as name-cloze" };
        var show = new DetailedCommand(
            "show",
            "Print a built-in prompt as a file.",
            """
            Example: change a prompt and use it
              mkdir -p mine && mia-probe prompts show name-cloze > mine/name-cloze.txt
              mia-probe ask cloze --prompts mine --model chat.gguf --corpus docs.jsonl

            Lines name:, version:, source: and variables:, then ---, then the messages,
            each after [system], [user] or [assistant]. Variables are written {{so}}. The
            SHA-256 of the file is kept with every reply.
            """) { name };
        show.SetAction(parsed =>
        {
            context.Terminal.Output.Write(PromptLibrary.ReadBuiltIn(parsed.GetValue(name) ?? ""));
            return ExitCodes.Done;
        });
        return new Command("prompts", "Show the prompts that 'ask' puts to models.") { list, show };
    }
}
