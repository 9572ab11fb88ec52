using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Lab;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab gradients</c>: the white-box attack by the norm of each document's gradient.</summary>
internal static class LabGradientsCommand
{
    private const int Resamples = 1000;

    public static Command Create(CommandContext context)
    {
        var output = new Option<string?>("--out", "-o") { Description = "CSV to write: document, label, loss and norms", HelpName = "file" };
        var command = new DetailedCommand(
            "gradients",
            "White-box attack: the norm of the gradient that each document would give, for all layers and by layer.",
            """
            Example:
              mia-probe lab gradients --model lab/target.gguf --corpus lab/documents.jsonl

            The score is the negative norm: a model that has learnt a document has little to
            learn from it. Loss and gradient are means over the document's tokens, of a chat
            record over what the assistant says. The weights must be F32, F16 or BF16; they
            are compared with the file afterwards and are the same bits. Keys and values
            count as constants, as the native library does not differentiate through them.
            """) { output };
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model)),
            SettingGroup.Documents.Only([nameof(RunSection.Corpus), nameof(RunSection.Limit), nameof(RunSection.ChatTemplate), .. RunSection.Reading]),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
            SettingGroup.Engine.Only(nameof(LlamaSection.Threads)),
            SettingGroup.Training,
            SettingGroup.Output.Only(nameof(OutputSection.Quiet)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var model = Path.GetFullPath(
                settings.Run.Model ?? throw new ConfigurationException("No model was given: add --model FILE.gguf, whose gradients are to be measured."));
            GgufModel.Open(model).RequireScorable(GgufRelease.Newest);
            var documents = Documents(context, settings);
            var texts = LabTexts.Of(context, settings, model, documents.ToDictionary(document => document.Id, StringComparer.Ordinal));
            using var line = new ProgressLine(context.Terminal, context.Time);
            var request = new TrainingRequest
            {
                Base = model,
                BaseHash = "",
                Output = model,
                Recipe = new TrainingRecipe { Epochs = 1 },
                Texts = [.. documents.Select(document => texts.Training(document.Id))],
                Threads = RunSettingsFactory.ScorerOptions(settings).EffectiveThreads,
            };
            var gradients = await new TrainingProcess(context.Terminal, line, settings.Llama.TrainingDirectory).MeasureAsync(
                request, Path.GetFileName(model), cancellationToken);
            var byId = documents.ToDictionary(document => document.Id, StringComparer.Ordinal);
            if (parsed.GetValue(output) is { } file)
            {
                Write(file, gradients, byId);
            }

            Show(context.Terminal, settings, model, gradients, byId, texts);
            return ExitCodes.Done;
        });
        return command;
    }

    private static List<Document> Documents(CommandContext context, ProbeSettings settings)
    {
        if (settings.Run.Corpus.Count == 0)
        {
            throw new ConfigurationException("No corpus was given: add --corpus FILE, whose records carry their labels.");
        }

        var documents = CorpusReader.Read([.. settings.Run.Corpus.Select(path => settings.Run.Source(path))], context.Terminal.WriteNote)
            .Select(entry => entry.Document).OfType<Document>().Take(settings.Run.Limit ?? int.MaxValue).ToList();
        return documents.Count > 0 ? documents : throw new PrerequisiteException($"There is no readable document in {string.Join(", ", settings.Run.Corpus)}.");
    }

    private static void Show(
        Terminal terminal, ProbeSettings settings, string model, IReadOnlyList<DocumentGradient> gradients, Dictionary<string, Document> byId, LabTexts texts)
    {
        var lines = new LabelledLines(terminal);
        lines.Write("model", $"{Path.GetFileName(model)} · weights the same bits afterwards");
        lines.Write("documents", $"{Figures.Count(gradients.Count)} of {Figures.Count(byId.Count)}; keys and values as constants");
        if (texts.Sentence(LossTokens.Answers, learned: null) is { } chat)
        {
            lines.Write("chat", chat);
        }

        terminal.Output.WriteLine();
        var table = Tables.Of(false, true, true, true);
        table.Add("attack", "AUC", "95% interval", "median norm, members · non-members");
        var layers = gradients.Count == 0 ? [] : gradients[0].Layers.Select(layer => layer.Layer).ToList();
        Add("gradient-norm", gradient => gradient.Norm);
        foreach (var (layer, place) in layers.Select((layer, place) => (layer, place)))
        {
            Add($"  {layer}", gradient => gradient.Layers[place].Norm);
        }

        Add("loss", gradient => gradient.Loss);
        table.Write(terminal.Output);

        void Add(string name, Func<DocumentGradient, double> value)
        {
            var scored = gradients
                .Select(gradient => new ScoredDocument(byId[gradient.Id].Label, byId[gradient.Id].Group, AttackScore.Of(-value(gradient))))
                .ToList();
            var auc = Evaluator.Evaluate(name.Trim(), scored, settings.Run.Resamples is > 0 and var resamples ? resamples : Resamples, settings.Run.Seed).Auc;
            table.Add(name, auc is null ? "–" : Figures.Fraction(auc.Value), auc is null ? "–" : $"{Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)}",
                $"{Median(Membership.Member)} · {Median(Membership.NonMember)}");

            string Median(Membership label)
            {
                var values = gradients.Where(gradient => byId[gradient.Id].Label == label).Select(value).Order().ToList();
                return values.Count == 0 ? "–" : values[values.Count / 2].ToString("0.0000", CultureInfo.InvariantCulture);
            }
        }
    }

    private static void Write(string path, IReadOnlyList<DocumentGradient> gradients, Dictionary<string, Document> byId)
    {
        var layers = gradients.Count == 0 ? [] : gradients[0].Layers.Select(layer => layer.Layer);
        string[] lines =
        [
            string.Join(',', ["document", "label", "loss", "norm", .. layers]),
            .. gradients.Select(gradient => string.Join(',',
                [
                    Quote(gradient.Id),
                    byId[gradient.Id].Label.ToText(),
                    Number(gradient.Loss),
                    Number(gradient.Norm),
                    .. gradient.Layers.Select(layer => Number(layer.Norm)),
                ])),
        ];
        try
        {
            PrivateFile.WriteLines(path, lines);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"{path} could not be written ({error.Message}): name a file in a folder that exists and may be written to.", error);
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string id) => id.AsSpan().IndexOfAny(",\"\n") < 0 ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
