using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>frequencies build</c>: counts the tokens of general text for dc-pdd, or its words for tag-tab.</summary>
internal static class FrequenciesCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "table to write, such as general.frequencies.json" };
        var words = new Option<bool>("--words") { Description = "count words for tag-tab; needs no model" };
        var build = new DetailedCommand(
            "build",
            "Count how often each token of a model's tokenizer, or each word, occurs in a corpus, and write the counts as JSON.",
            """
            The corpus should be general text like the training data of the model, and not
            the documents under test. A table of tokens serves every model with the same
            tokenizer; no weights are loaded. A table of words serves every model.

            Examples:
              mia-probe frequencies build table.json --model tuned.gguf --corpus general.txt
              mia-probe frequencies build words.json --words --corpus general.txt
            """) { file, words };
        SettingOptions.AddTo(
            build,
            SettingGroup.Models.Only(nameof(RunSection.Model)),
            SettingGroup.Documents.Only([nameof(RunSection.Corpus), nameof(RunSection.Limit), nameof(RunSection.Strict), .. RunSection.Reading]),
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Engine)),
            SettingGroup.Output.Only(nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        build.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var path = parsed.GetValue(file) ?? "";
            return Task.FromResult(
                parsed.GetValue(words) ? BuildWords(context, settings, path, cancellationToken) : BuildTokens(context, settings, path, cancellationToken));
        });
        return new Command("frequencies", "Make tables of how often tokens or words occur.") { build };
    }

    private static int BuildTokens(CommandContext context, ProbeSettings settings, string file, CancellationToken cancellationToken)
    {
        var model = settings.Run.Model
            ?? throw new ConfigurationException("No model was given: add --model FILE.gguf, whose tokenizer is to be counted, or --words to count words.");
        using var line = new ProgressLine(context.Terminal, context.Time);
        var entries = Read(context, settings);
        var models = new LocalModelProvider(
            settings.Llama.DirectoryOf, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), new ProgressReporter(line));
        using var tokenizer = models.Open(new ModelFiles(model, []), settings.Llama.Engine, RunSettingsFactory.ScorerOptions(settings));
        var counter = new TokenCounter(tokenizer);
        var defects = Count(entries, counter.Add, "counting tokens", settings.Run, line, cancellationToken);
        line.Finish();
        RequireDocument(counter.Documents > 0, "document", settings);
        var table = counter.Build();
        FrequencyFile.Write(file, table);
        context.Terminal.Output.WriteLine(
            $"{file}: {Figures.Count(table.Total, "token")} of {Figures.Count(table.Documents, "document")}, "
            + $"{Figures.Count(table.Counts.Count(count => count > 0))} of {Figures.Count(table.VocabularySize)} tokens occur; "
            + $"sha256 {table.Fingerprint.Short}…");
        if (defects + counter.Rejected > 0)
        {
            context.Terminal.WriteNote(
                $"{Figures.Count(defects, "record")} that cannot be read and {Figures.Count(counter.Rejected, "document")} that the tokenizer "
                + "rejects were not counted.");
        }

        return ExitCodes.Done;
    }

    private static int BuildWords(CommandContext context, ProbeSettings settings, string file, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(context.Terminal, context.Time);
        var counter = new WordCounter();
        var defects = Count(Read(context, settings), counter.Add, "counting words", settings.Run, line, cancellationToken);
        line.Finish();
        RequireDocument(counter.HasWords, "document with a word", settings);
        var table = counter.Build();
        WordFrequencyFile.Write(file, table);
        context.Terminal.Output.WriteLine(
            $"{file}: {Figures.Count(table.Total, "word")} of {Figures.Count(table.Documents, "document")}, {Figures.Count(table.Counts.Count)} different; "
            + $"sha256 {table.Fingerprint.Short}…");
        if (defects > 0)
        {
            context.Terminal.WriteNote($"{Figures.Count(defects, "record")} that cannot be read {(defects == 1 ? "was" : "were")} not counted.");
        }

        return ExitCodes.Done;
    }

    private static IEnumerable<CorpusEntry> Read(CommandContext context, ProbeSettings settings) => settings.Run.Corpus.Count == 0
        ? throw new ConfigurationException("No corpus was given: add --corpus FILE with general text.")
        : PlainChat.Read(context, settings);

    private static void RequireDocument(bool found, string what, ProbeSettings settings)
    {
        if (!found)
        {
            throw new PrerequisiteException(
                $"There is no readable {what} in {string.Join(", ", settings.Run.Corpus)}: give at least one line, record or file with text.");
        }
    }

    /// <returns>Unreadable parts.</returns>
    private static long Count(
        IEnumerable<CorpusEntry> entries, Action<Document> add, string phase, RunSection run, ProgressLine line, CancellationToken cancellationToken)
    {
        var (documents, defects) = (0L, 0L);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Document is { } document)
            {
                add(document);
                line.Report(new ProgressCounts(phase, ++documents, 0));
            }
            else if (entry.Defect is { } defect)
            {
                defect.RequireLenient(run.Strict);
                defects++;
            }

            if (documents == run.Limit)
            {
                break;
            }
        }

        return defects;
    }
}
