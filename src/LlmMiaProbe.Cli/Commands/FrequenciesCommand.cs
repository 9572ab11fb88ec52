using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Frequencies;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>frequencies build</c>: counts the tokens of general text for dc-pdd.</summary>
internal static class FrequenciesCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "table to write, such as general.frequencies.json" };
        var build = new DetailedCommand(
            "build",
            "Count how often each token of a model's tokenizer occurs in a corpus, and write the counts as JSON.",
            """
            The corpus should be general text like the training data of the model, and not
            the documents under test. The table serves every model with the same tokenizer;
            no weights are loaded.

            Example:
              mia-probe frequencies build table.json --model tuned.gguf --corpus general.txt
            """) { file };
        SettingOptions.AddTo(build, SettingKey.Model, SettingKey.Corpus, SettingKey.Limit, SettingKey.Strict, SettingKey.NativeDirectory, SettingKey.Quiet, SettingKey.Verbose);
        build.SetAction((parsed, cancellationToken) =>
            Task.FromResult(Build(context, context.Settings(parsed), parsed.GetValue(file) ?? "", cancellationToken)));
        return new Command("frequencies", "Make token frequency tables.") { build };
    }

    private static int Build(CommandContext context, ProbeSettings settings, string file, CancellationToken cancellationToken)
    {
        var model = settings.Run.Model ?? throw new ConfigurationException("No model was given: add --model FILE.gguf, whose tokenizer is to be counted.");
        if (settings.Run.Corpus.Count == 0)
        {
            throw new ConfigurationException("No corpus was given: add --corpus FILE with general text.");
        }

        using var line = new ProgressLine(context.Terminal, context.Time);
        var entries = CorpusReader.Read([.. settings.Run.Corpus.Select(path => new CorpusSource(path))]);
        var models = new LocalModelProvider(settings.Llama.NativeDirectory, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), new ProgressReporter(line));
        using var tokenizer = models.Open(model, RunSettingsFactory.ScorerOptions(settings));
        var counter = new TokenCounter(tokenizer);
        var defects = Count(entries, counter, settings.Run, line, cancellationToken);
        line.Finish();
        if (counter.Documents == 0)
        {
            throw new PrerequisiteException($"There is no readable document in {string.Join(", ", settings.Run.Corpus)}: give at least one line, record or file with text.");
        }

        var table = counter.Build();
        FrequencyFile.Write(file, table);
        context.Terminal.Output.WriteLine($"{file}: {Figures.Count(table.Total, "token")} of {Figures.Count(table.Documents, "document")}, {Figures.Count(table.Counts.Count(count => count > 0))} of {Figures.Count(table.VocabularySize)} tokens occur; sha256 {table.Fingerprint.Short}…");
        if (defects + counter.Rejected > 0)
        {
            context.Terminal.WriteNote($"{Figures.Count(defects, "record")} that cannot be read and {Figures.Count(counter.Rejected, "document")} that the tokenizer rejects were not counted.");
        }

        return ExitCodes.Done;
    }

    /// <returns>Unreadable parts.</returns>
    private static long Count(IEnumerable<CorpusEntry> entries, TokenCounter counter, RunSection run, ProgressLine line, CancellationToken cancellationToken)
    {
        var defects = 0L;
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Document is { } document)
            {
                counter.Add(document);
                line.Report(new ProgressCounts("counting tokens", counter.Documents + counter.Rejected, 0));
            }
            else if (entry.Defect is { } defect)
            {
                if (run.Strict)
                {
                    throw new ConfigurationException($"{defect.Location}: {defect.Reason} (--strict stops at the first such line; leave it out to skip and count them).");
                }

                defects++;
            }

            if (counter.Documents + counter.Rejected == run.Limit)
            {
                break;
            }
        }

        return defects;
    }
}
