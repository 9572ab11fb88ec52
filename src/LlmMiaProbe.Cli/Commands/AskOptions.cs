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

    /// <summary>The command of a route.</summary>
    public static Command Command(CommandContext context, QuestionRoute route)
    {
        var command = new DetailedCommand(
            route.Name,
            route.Summary,
            $"Example:\n  mia-probe ask {route.Name} {route.Example.Replace("\n", "\n  ", StringComparison.Ordinal)}\n\n{route.Help}\n\n{Help}");
        var request = AddSettings(command, route);
        foreach (var option in new Option[] { s_dryRun, NoDecode.Option, NoDecode.MixedNumerics })
        {
            command.Options.Add(option);
        }

        EndpointOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var session = new AskSession(context, settings, request(parsed, settings))
            {
                Missing = NoDecode.Of(parsed),
                AcceptsMixedNumerics = parsed.GetValue(NoDecode.MixedNumerics),
            };
            return parsed.GetValue(s_dryRun) ? Task.FromResult(session.Plan()) : session.RunAsync(cancellationToken);
        });
        return command;
    }

    /// <summary>What is asked of which models about which documents.</summary>
    /// <returns>Reads it.</returns>
    public static Func<ParseResult, ProbeSettings, AskRequest> AddSettings(Command command, QuestionRoute route)
    {
        List<RouteOption> own = [.. route.Parameters.Select(RouteOption.Of)];
        own.ForEach(option => command.Options.Add(option.Option));
        if (route.RewritesPassages)
        {
            command.Options.Add(s_paraphraser);
            command.Options.Add(s_hostedParaphraser);
        }

        command.Options.Add(s_prompts);
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora), nameof(RunSection.Reference)),
            SettingGroup.Documents.Without(
                nameof(RunSection.Books), nameof(RunSection.Shots), nameof(RunSection.MemberShots), nameof(RunSection.Unreadable)),
            SettingGroup.Statistics.Only(nameof(RunSection.FalseDiscoveryRate), nameof(RunSection.Seed), nameof(RunSection.Resamples)),
            SettingGroup.Engine,
            SettingGroup.Output);
        return (parsed, settings) =>
        {
            var folder = parsed.GetValue(s_prompts);
            var prompts = folder is null ? PromptLibrary.BuiltIn : PromptLibrary.BuiltIn.With(folder);
            var values = own.ToDictionary(option => option.Name, option => option.Value(parsed));
            return new AskRequest
            {
                Name = route.Name,
                Method = route.Create(prompts, new RouteValues(values), settings.Run.Seed),
                Prompts = [.. route.Slots.Select(prompts.Of)],
                Values = values,
                PromptFolder = folder is null ? null : Path.GetFullPath(folder),
                Options = string.Concat(own.Select(option => option.Typed(parsed)))
                    + RunCommandLine.Option("--prompts", folder is null ? null : Path.GetFullPath(folder)),
                Paraphraser = route.RewritesPassages ? parsed.GetValue(s_paraphraser) : null,
                HostedParaphraser = route.RewritesPassages ? parsed.GetValue(s_hostedParaphraser) : null,
            };
        };
    }

    /// <summary>A parameter of a route as an option.</summary>
    /// <param name="Name">Of the parameter.</param>
    /// <param name="Option">As typed.</param>
    /// <param name="Value">What was typed, or the default.</param>
    private sealed record RouteOption(string Name, Option Option, Func<ParseResult, object> Value)
    {
        public static RouteOption Of(RouteParameter parameter)
        {
            var name = $"--{parameter.Name}";
            switch (parameter)
            {
                case CountParameter count:
                    var whole = NumberOption.Whole(name, count.Meaning, 1, count.Usual);
                    return new RouteOption(parameter.Name, whole, parsed => parsed.GetValue(whole));
                case ChoiceParameter choice:
                    var word = ChoiceOption.Create(name, choice.Meaning, [.. choice.Choices]);
                    return new RouteOption(parameter.Name, word, parsed => parsed.GetValue(word) ?? choice.Choices[0]);
                case TextsParameter texts:
                    var list = new Option<string[]>(name)
                    {
                        Description = texts.Meaning,
                        HelpName = texts.Name,
                        AllowMultipleArgumentsPerToken = true,
                        DefaultValueFactory = _ => [.. texts.Usual],
                    };
                    return new RouteOption(parameter.Name, list, parsed => parsed.GetValue(list) ?? []);
                default:
                    throw new InvalidOperationException($"No option stands for a {parameter.GetType().Name}.");
            }
        }

        /// <summary>As it would be typed, with a space before it.</summary>
        public string Typed(ParseResult parsed) => Value(parsed) is IReadOnlyList<string> texts
            ? string.Concat(texts.Select(text => RunCommandLine.Option(Option.Name, text)))
            : RunCommandLine.Option(Option.Name, Value(parsed));
    }
}
