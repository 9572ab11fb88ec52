using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Local;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli;

/// <summary>Tests the published order of a corpus, from settings to printed result.</summary>
internal sealed class ExchangeabilitySession(CommandContext context, ProbeSettings settings, ExchangeabilitySettings test)
{
    /// <summary>Prints what the test would cost.</summary>
    public async Task<int> PlanAsync(CancellationToken cancellationToken)
    {
        var documents = ReadDocuments();
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        using var scorer = Open(hashes: null, new ProgressReporter(line));
        var plan = await new ExchangeabilityProbe(store, scorer, new ProgressReporter(line)).PlanAsync(documents, test, cancellationToken);
        line.Finish();
        var view = new ExchangeabilityView(context.Terminal);
        Print(() => ExchangeabilityJson.Of(plan), () => view.Write(scorer.Model, plan));
        return ExitCodes.Done;
    }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var documents = ReadDocuments();
        Open(hashes: null, progress: null, hash: false).Dispose();
        using var store = CommandContext.OpenStore(settings);
        using var line = new ProgressLine(context.Terminal, context.Time);
        using var scorer = Open(store, new ProgressReporter(line));
        try
        {
            var outcome = await new ExchangeabilityProbe(store, scorer, new ProgressReporter(line)).RunAsync(documents, test, cancellationToken);
            line.Finish();
            foreach (var doubt in scorer.Model.Doubts)
            {
                context.Terminal.WriteError(doubt);
            }

            Print(() => ExchangeabilityJson.Of(scorer.Model, outcome), () => new ExchangeabilityView(context.Terminal).Write(scorer.Model, outcome));
            return outcome.Failures.Count > 0 ? ExitCodes.DocumentsFailed : ExitCodes.Done;
        }
        catch (OperationCanceledException e)
        {
            line.Finish();
            throw new InterruptedRunException("interrupted; everything scored so far is kept. The same command goes on from there.", e);
        }
    }

    /// <summary>All texts are in memory: they are needed in many orders.</summary>
    private List<string> ReadDocuments()
    {
        if (settings.Run.Corpus.Count == 0)
        {
            throw new ConfigurationException("No corpus was given: add --corpus FILE with the documents in their published order.");
        }

        var (texts, defects) = (new List<string>(), 0);
        foreach (var entry in CorpusReader.Read([.. settings.Run.Corpus.Select(path => new CorpusSource(path))]))
        {
            if (entry.Document is { } document)
            {
                texts.Add(document.Text);
            }
            else if (entry.Defect is { } defect)
            {
                defect.RequireLenient(settings.Run.Strict);
                defects += defect.IsLeftOut ? 0 : 1;
            }

            if (texts.Count == settings.Run.Limit)
            {
                break;
            }
        }

        if (defects > 0)
        {
            context.Terminal.WriteNote($"{Figures.Count(defects, "record")} that cannot be read {(defects == 1 ? "was" : "were")} left out.");
        }

        test.Require(texts.Count);
        return texts;
    }

    private LlamaTokenScorer Open(IProbeStore? hashes, IProgress<ProbeProgress>? progress, bool hash = true)
    {
        var model = Path.GetFullPath(settings.Run.Model ?? throw new ConfigurationException("No model was given: add --model FILE.gguf."));
        var logger = new StderrLogger(context.Terminal, settings.Output.Verbose);
        return hash
            ? new LocalModelProvider(settings.Llama.DirectoryOf, hashes, logger, progress).Open(
                model, settings.Llama.Engine, RunSettingsFactory.ScorerOptions(settings))
            : LlamaModels.Open(
                Engines.Load(settings.Llama.Engine, settings.Llama.NativeDirectory, logger), model, _ => "", RunSettingsFactory.ScorerOptions(settings));
    }

    private void Print(Func<System.Text.Json.Nodes.JsonObject> json, Action text)
    {
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(json().ToJsonString(RunResultJson.Indented));
        }
        else
        {
            text();
        }
    }
}
