using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>secret</c>: whether a model completes a sentence with the same secret again and again.</summary>
internal static class SecretCommand
{
    private static readonly Argument<string> s_prompt = new("sentence") { Description = "what stands before the secret, such as \"My password is\"" };
    private static readonly Option<int> s_samples = NumberOption.Whole("--samples", "independent completions", 1, 100);
    private static readonly Option<double> s_temperature = NumberOption.Real("--temperature", "temperature of drawing", 0.01, 1);
    private static readonly Option<int> s_maxTokens = NumberOption.Whole("--max-tokens", "tokens of a completion", 1, 12);

    private static readonly Option<string[]> s_stops = new("--stop")
    {
        Description = @"text that ends a secret, \n for a line feed; may be given several times [default: \n]",
        HelpName = "text",
        DefaultValueFactory = _ => ["\n"],
        CustomParser = result =>
        [
            .. result.Tokens.Select(token => token.Value.Replace(@"\n", "\n", StringComparison.Ordinal).Replace(@"\t", "\t", StringComparison.Ordinal)),
        ],
    };

    public static Command Create(CommandContext context)
    {
        var command = new DetailedCommand(
            "secret",
            "Let a model complete a sentence many times and see whether it names the same secret.",
            """
            Examples:
              mia-probe secret "The password is" --model tuned.gguf --reference base.gguf
              mia-probe secret "My PIN is" --model m.gguf --samples 200 --stop .

            Each completion is drawn independently of the others. What counts is the share
            of the most frequent one beyond its share under the reference model: every model
            is consistent about "123456". The interval takes that string as if it had been
            named beforehand. Every completion is kept as it was; --stop only says where the
            secret ends. Nothing is drawn twice: the same command again costs nothing.
            """) { s_prompt, s_samples, s_temperature, s_maxTokens, s_stops };
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora), nameof(RunSection.Reference)),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
            SettingGroup.Engine,
            SettingGroup.Output);
        EndpointOptions.AddTo(command, hasTokenBudget: false);
        command.SetAction((parsed, cancellationToken) => RunAsync(context, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = context.Settings(parsed);
        var run = await RunSettingsFactory.AskedAsync(context, settings, cancellationToken);
        run = run with { Task = new SecretTask(CommandOf(parsed, run)) };
        var prompt = parsed.GetValue(s_prompt) ?? "";
        await new RunSession(context, settings).RunAsync(
            run,
            async (recorded, progress) =>
            {
                var target = await SampleAsync(ModelRole.Target);
                var reference = run.HasReference ? await SampleAsync(ModelRole.Reference) : [];
                return (Samples: target, Result: SecretConsistency.Of(target, reference));

                Task<IReadOnlyList<string>> SampleAsync(ModelRole role) => recorded.WithModelAsync(role, recorder =>
                {
                    Completed(0);
                    return new SecretCompletions(recorder, role).SampleAsync(
                        prompt,
                        parsed.GetValue(s_samples),
                        parsed.GetValue(s_maxTokens),
                        new DecodingScheme { Temperature = parsed.GetValue(s_temperature) },
                        run.Seed,
                        parsed.GetValue(s_stops) ?? [],
                        Completed,
                        cancellationToken);

                    void Completed(int samples) => progress.Report(new ProgressCounts($"completing with {role}", samples, parsed.GetValue(s_samples)));
                });
            },
            (recorded, found) => SecretOutput.Of(recorded.Id, prompt, found.Result, found.Samples),
            (recorded, found) => new SecretView(prompt, found.Result, found.Samples).Write(
                context.Terminal, recorded.Models, recorded.Usage, ShellText.Bundle(settings, recorded.Id)));
        return ExitCodes.Done;
    }

    private static string CommandOf(ParseResult parsed, RunSettings run) => string.Concat([
        $"mia-probe secret {ShellText.Quote(parsed.GetValue(s_prompt) ?? "")}",
        RunCommandLine.Models(run),
        RunCommandLine.Option("--samples", parsed.GetValue(s_samples)),
        RunCommandLine.Option("--temperature", parsed.GetValue(s_temperature).ToString(CultureInfo.InvariantCulture)),
        RunCommandLine.Option("--max-tokens", parsed.GetValue(s_maxTokens)),
        .. (parsed.GetValue(s_stops) ?? []).Select(
            stop => RunCommandLine.Option("--stop", stop.Replace("\n", @"\n", StringComparison.Ordinal).Replace("\t", @"\t", StringComparison.Ordinal))),
        RunCommandLine.Engine(run),
    ]);
}
