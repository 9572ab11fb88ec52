using System.CommandLine;
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
        SettingOptions.AddTo(inspect, SettingGroup.Models.Only(nameof(RunSection.Lora)), SettingGroup.Engine,
            SettingGroup.Output.Only(nameof(OutputSection.Format), nameof(OutputSection.Verbose)));
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
            using var scorer = models.Open(new ModelFiles(file, RunSettingsFactory.Adapters(settings.Run)), settings.Llama.Engine,
                RunSettingsFactory.ScorerOptions(settings));
            line.Finish();
            var output = Output(scorer);
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(output));
            }
            else
            {
                Write(new LabelledLines(context.Terminal, labelWidth: 14), output);
            }

            return ExitCodes.Done;
        });
        return new Command("models", "Look at models.") { inspect, ModelsEngineCommand.Create(context) };
    }

    private static async Task<int> InspectEndpointAsync(CommandContext context, ProbeSettings settings, CancellationToken cancellationToken)
    {
        var (target, reference) = await context.InspectAsync(settings, cancellationToken);
        if (target is null)
        {
            throw new ConfigurationException("No model was given: name a GGUF file, or an endpoint with --endpoint URL and --endpoint-model NAME.");
        }

        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(EndpointOutput.Of(target)));
            return ExitCodes.Done;
        }

        foreach (var model in new[] { target, reference }.OfType<HostedModel>())
        {
            new EndpointView(context.Terminal).Write(model);
        }

        return ExitCodes.Done;
    }

    private static ModelOutput Output(LlamaTokenScorer scorer)
    {
        var model = scorer.Model;
        return new ModelOutput
        {
            Name = model.Name,
            Fingerprint = model.Fingerprint.Value,
            Parts = AdapterWords.Lines(model),
            Architecture = model.Architecture,
            Quantization = model.Quantization,
            Parameters = model.ParameterCount,
            FileSize = model.FileSize,
            ContextLength = model.ContextLength,
            VocabularySize = model.VocabularySize,
            Tokenizer = model.Tokenizer,
            AddsBos = model.AddsBos ? "before every text, as the model says" : model.Doubts.Count == 0 ? "none, as the model says" : "none",
            Policy = scorer.Policy,
            WorkingMemory = scorer.WorkingMemory,
            Doubts = model.Doubts,
        };
    }

    private static void Write(LabelledLines lines, ModelOutput model)
    {
        Write(lines, "name", model.Name);
        Write(lines, "sha256", model.Fingerprint);
        foreach (var part in model.Parts)
        {
            lines.Write("", part);
        }

        Write(lines, "architecture", model.Architecture);
        Write(lines, "quantisation", model.Quantization);
        Write(lines, "parameters", Figures.Count(model.Parameters));
        Write(lines, "file size", $"{Figures.Count(model.FileSize)} bytes");
        Write(lines, "context", $"{Figures.Count(model.ContextLength)} tokens in training");
        Write(lines, "vocabulary", $"{Figures.Count(model.VocabularySize)} tokens");
        Write(lines, "tokenizer", model.Tokenizer);
        Write(lines, "BOS", model.AddsBos);
        Write(lines, "numerics", model.Policy);
        Write(lines, "memory", $"{Figures.Count(model.WorkingMemory)} bytes beside the weights (estimate)");
        foreach (var doubt in model.Doubts)
        {
            lines.Write("doubt", doubt);
        }
    }

    private static void Write(LabelledLines lines, string name, string text) => lines.WriteParts(name, "; ", text.Split("; "));
}
