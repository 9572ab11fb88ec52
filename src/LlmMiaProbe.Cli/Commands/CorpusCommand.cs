using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>corpus check</c>: what a corpus holds and what is wrong with it.</summary>
internal static class CorpusCommand
{
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "files, folders, patterns such as 'data/*.jsonl.gz', or - for standard input", Arity = ArgumentArity.ZeroOrMore,
        };
        var check = new DetailedCommand(
            "check",
            "Read corpora and report counts, lengths, duplicates and what cannot be read. Needs no model.",
            """
            Examples:
              mia-probe corpus check docs.jsonl
              mia-probe corpus check --members seen/ --non-members new.txt
              mia-probe corpus check 'data/*.jsonl.zst' --split train
              zcat docs.jsonl.gz | mia-probe corpus check -
            """) { paths };
        SettingOptions.AddTo(
            check,
            SettingGroup.Documents.Only(
                [nameof(RunSection.Corpus), nameof(RunSection.Members), nameof(RunSection.NonMembers), nameof(RunSection.Strict), .. RunSection.Reading]),
            SettingGroup.Output.Only(nameof(OutputSection.Format), nameof(OutputSection.Quiet)));
        check.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var sources = (parsed.GetValue(paths) ?? []).Concat(settings.Run.Corpus).Select(path => settings.Run.Source(path))
                .Concat(settings.Run.Members.Select(path => settings.Run.Source(path, Membership.Member)))
                .Concat(settings.Run.NonMembers.Select(path => settings.Run.Source(path, Membership.NonMember)))
                .ToList();
            if (sources.Count == 0)
            {
                throw new ConfigurationException("No corpus was given: name a file or folder, such as 'mia-probe corpus check docs.jsonl'.");
            }

            using var line = new ProgressLine(context.Terminal, context.Time);
            var recognised = new List<string>();
            var summary = Summarise(sources, recognised, settings.Run.Strict, line, cancellationToken);
            line.Finish();
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(CorpusOutput.Of(summary, recognised)));
            }
            else
            {
                CorpusView.Write(context.Terminal.Output, summary, recognised);
            }

            return summary.Documents > 0
                ? Task.FromResult(ExitCodes.Done)
                : throw new PrerequisiteException(
                    $"There is no readable document in {string.Join(", ", sources.Select(source => source.Path))}"
                    + (summary.Defects is [var first, ..]
                        ? $"; the first of {Figures.Count(summary.DefectCount, "problem")} is {first.Location}: {first.Reason}."
                        : ": give at least one line, record or file with text."));
        });
        return new Command("corpus", "Look at corpora.") { check };
    }

    private static CorpusSummary Summarise(
        IReadOnlyList<CorpusSource> sources, List<string> recognised, bool strict, ProgressLine line, CancellationToken cancellationToken)
    {
        using var builder = new CorpusSummaryBuilder();
        var done = 0L;
        foreach (var entry in CorpusReader.Read(sources, recognised.Add))
        {
            cancellationToken.ThrowIfCancellationRequested();
            entry.Defect?.RequireLenient(strict);
            builder.Add(entry);
            line.Report(new ProgressCounts("reading corpus", ++done, 0));
        }

        return builder.Build();
    }
}
