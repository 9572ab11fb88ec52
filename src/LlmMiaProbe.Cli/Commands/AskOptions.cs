using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What all <c>ask</c> commands have in common.</summary>
internal static class AskOptions
{
    /// <summary>Below the help of each of them.</summary>
    public const string Help =
        """
        Every reply is kept in the store with the SHA-256 of its prompt, and nothing is
        asked twice: after an interruption or a used-up budget (--max-requests,
        --max-tokens) the same command goes on. A GGUF file gets the messages as plain
        text, without a chat template; with --endpoint URL --endpoint-model NAME the
        chat of an endpoint is asked.
        """;

    private static readonly Option<string?> s_prompts = new("--prompts")
    {
        Description = "folder of prompts that take the place of the built-in ones", HelpName = "folder",
    };
    private static readonly Option<string?> s_paraphraser = new("--paraphraser")
    {
        Description = "GGUF file of the model that rewrites passages", HelpName = "file",
    };
    private static readonly Option<string?> s_hostedParaphraser = new("--endpoint-paraphraser")
    {
        Description = "name at the endpoint of the model that rewrites passages", HelpName = "name",
    };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "print calls and tokens; ask nothing" };

    /// <param name="context">What every command works with.</param>
    /// <param name="command">An <c>ask</c> command with its own options.</param>
    /// <param name="slots">The prompts that it asks.</param>
    /// <param name="needsParaphraser">Whether passages are rewritten.</param>
    /// <param name="method">The method from prompts, seed and what was typed, and its own options as typed.</param>
    public static Command Complete(
        CommandContext context,
        Command command,
        IReadOnlyList<PromptSlot> slots,
        bool needsParaphraser,
        Func<PromptLibrary, ProbeSettings, ParseResult, (IQuestionMethod Method, string Options)> method)
    {
        if (needsParaphraser)
        {
            command.Options.Add(s_paraphraser);
            command.Options.Add(s_hostedParaphraser);
        }

        foreach (var option in new Option[] { s_prompts, s_dryRun })
        {
            command.Options.Add(option);
        }

        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Reference)),
            SettingGroup.Documents.Without(
                nameof(RunSection.Books), nameof(RunSection.Shots), nameof(RunSection.MemberShots), nameof(RunSection.Unreadable)),
            SettingGroup.Statistics.Only(nameof(RunSection.FalseDiscoveryRate), nameof(RunSection.Seed), nameof(RunSection.Resamples)),
            SettingGroup.Engine,
            SettingGroup.Output);
        EndpointOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var folder = parsed.GetValue(s_prompts);
            var prompts = folder is null ? PromptLibrary.BuiltIn : PromptLibrary.BuiltIn.With(folder);
            var (asked, options) = method(prompts, settings, parsed);
            var session = new AskSession(context, settings, new AskRequest
            {
                Name = command.Name,
                Method = asked,
                Prompts = [.. slots.Select(prompts.Of)],
                Options = options + RunCommandLine.Option("--prompts", folder is null ? null : Path.GetFullPath(folder)),
                Paraphraser = needsParaphraser ? parsed.GetValue(s_paraphraser) : null,
                HostedParaphraser = needsParaphraser ? parsed.GetValue(s_hostedParaphraser) : null,
            });
            return parsed.GetValue(s_dryRun) ? Task.FromResult(session.Plan()) : session.RunAsync(cancellationToken);
        });
        return command;
    }
}
