using System.CommandLine;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>models inspect</c>: what a GGUF says about itself and how it would be scored, or what an endpoint can do.</summary>
internal static class ModelsCommand
{
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string?>("file") { Description = "GGUF file; none with --endpoint", Arity = ArgumentArity.ZeroOrOne };
        var inspect = new DetailedCommand(
            "inspect",
            "Show what a GGUF says about itself, or what an endpoint really returns.",
            """
            Examples:
              mia-probe models inspect tuned.gguf
              mia-probe models inspect --endpoint https://host/v1 --endpoint-model m

            An endpoint is asked some thirty short questions whose answers are known:
            whether it scores given text (tokens must spell the text, and words in disorder
            score lower), how many alternatives of a generated token it gives, whether its
            numbers are rounded, and how far the same request twice is apart. What it
            accepts and ignores is named.
            """)
        {
            path,
        };
        EndpointOptions.AddTo(inspect);
        SettingOptions.AddTo(inspect, SettingGroup.Engine, SettingGroup.Output.Only(nameof(OutputSection.Format), nameof(OutputSection.Verbose)));
        inspect.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            if (parsed.GetValue(path) is not { } file)
            {
                return await InspectEndpointAsync(context, settings, cancellationToken);
            }

            if (SettingOptions.IsTyped(parsed, SettingKey.Of<EndpointSection>(nameof(EndpointSection.Url))))
            {
                throw new ConfigurationException($"{file} and --endpoint both name the model to inspect; keep one.");
            }

            using var line = new ProgressLine(context.Terminal, context.Time);
            var models = new LocalModelProvider(
                settings.Llama.DirectoryOf, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), new ProgressReporter(line));
            using var scorer = models.Open(file, settings.Llama.Engine, RunSettingsFactory.ScorerOptions(settings));
            line.Finish();
            var facts = Facts(scorer);
            if (settings.Output.Format == OutputFormat.Json)
            {
                var json = new JsonObject(facts.Select(fact => KeyValuePair.Create(fact.Key, fact.Value)))
                {
                    ["doubts"] = new JsonArray([.. scorer.Model.Doubts.Select(doubt => (JsonNode)doubt)]),
                };
                context.Terminal.Output.WriteLine(json.ToJsonString(RunResultJson.Indented));
            }
            else
            {
                var lines = new LabelledLines(context.Terminal, labelWidth: 14);
                foreach (var (_, name, value, unit) in facts)
                {
                    lines.WriteParts(
                        name,
                        "; ",
                        $"{(value?.GetValueKind() == System.Text.Json.JsonValueKind.Number ? Figures.Count(value.GetValue<long>()) : value)}{unit}".Split(
                            "; "));
                }

                foreach (var doubt in scorer.Model.Doubts)
                {
                    lines.Write("doubt", doubt);
                }
            }

            return ExitCodes.Done;
        });
        return new Command("models", "Look at models.") { inspect, ModelsEngineCommand.Create(context) };
    }

    private static async Task<int> InspectEndpointAsync(CommandContext context, ProbeSettings settings, CancellationToken cancellationToken)
    {
        var (target, reference) = await context.Models(settings, hashes: null, progress: null).InspectAsync(settings, cancellationToken);
        if (target is null)
        {
            throw new ConfigurationException("No model was given: name a GGUF file, or an endpoint with --endpoint URL and --endpoint-model NAME.");
        }

        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(EndpointJson.Of(target).ToJsonString(RunResultJson.Indented));
            return ExitCodes.Done;
        }

        foreach (var model in new[] { target, reference }.OfType<HostedModel>())
        {
            new EndpointView(context.Terminal).Write(model);
        }

        return ExitCodes.Done;
    }

    private static (string Key, string Name, JsonNode? Value, string Unit)[] Facts(LlamaTokenScorer scorer)
    {
        var model = scorer.Model;
        return
        [
            ("name", "name", model.Name, ""),
            ("fingerprint", "sha256", model.Fingerprint.Value, ""),
            ("architecture", "architecture", model.Architecture, ""),
            ("quantization", "quantisation", model.Quantization, ""),
            ("parameters", "parameters", model.ParameterCount, ""),
            ("fileSize", "file size", model.FileSize, " bytes"),
            ("contextLength", "context", (long)model.ContextLength, " tokens in training"),
            ("vocabularySize", "vocabulary", (long)model.VocabularySize, " tokens"),
            ("tokenizer", "tokenizer", model.Tokenizer, ""),
            ("addsBos", "BOS", model.AddsBos ? "before every text, as the model says" : model.Doubts.Count == 0 ? "none, as the model says" : "none", ""),
            ("policy", "numerics", scorer.Policy, ""),
            ("workingMemory", "memory", scorer.WorkingMemory, " bytes beside the weights (estimate)"),
        ];
    }
}
