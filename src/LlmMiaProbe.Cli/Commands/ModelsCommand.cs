using System.CommandLine;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>models inspect</c>: what a GGUF says about itself and how it would be scored.</summary>
internal static class ModelsCommand
{
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string>("file") { Description = "GGUF file" };
        var inspect = new Command("inspect", "Show architecture, quantisation, tokenizer, BOS policy, fingerprint and numeric policy of a model.") { path };
        SettingOptions.AddTo(inspect, SettingKey.NativeDirectory, SettingKey.Numerics, SettingKey.Bos, SettingKey.ContextLength, SettingKey.Threads, SettingKey.WidenWeights, SettingKey.GpuLayers, SettingKey.MainGpu, SettingKey.SplitMode, SettingKey.AllowCpu, SettingKey.Engine, SettingKey.Format, SettingKey.Verbose);
        inspect.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var line = new ProgressLine(context.Terminal, context.Time);
            var models = new LocalModelProvider(settings.Llama.NativeDirectory, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), new ProgressReporter(line));
            using var scorer = models.Open(parsed.GetValue(path) ?? "", settings.Llama.Engine, RunSettingsFactory.ScorerOptions(settings));
            line.Finish();
            var facts = Facts(scorer);
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(new JsonObject(facts.Select(fact => KeyValuePair.Create(fact.Key, fact.Value))).ToJsonString(RunResultJson.Indented));
            }
            else
            {
                var lines = new LabelledLines(context.Terminal, labelWidth: 14);
                foreach (var (_, name, value, unit) in facts)
                {
                    lines.WriteParts(name, "; ", $"{(value?.GetValueKind() == System.Text.Json.JsonValueKind.Number ? Figures.Count(value.GetValue<long>()) : value)}{unit}".Split("; "));
                }
            }

            return ExitCodes.Done;
        });
        return new Command("models", "Look at models.") { inspect };
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
            ("addsBos", "BOS", model.AddsBos ? "before every text, as the model says" : "none, as the model says", ""),
            ("policy", "numerics", scorer.Policy, ""),
            ("workingMemory", "memory", scorer.WorkingMemory, " bytes beside the weights (estimate)"),
        ];
    }
}
