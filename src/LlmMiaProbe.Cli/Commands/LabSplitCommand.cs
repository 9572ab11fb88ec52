using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab split</c>: documents into members, non-members and a validation part.</summary>
internal static class LabSplitCommand
{
    public static Command Create(CommandContext context)
    {
        var usual = new LabSplitSettings();
        var corpus = new Argument<string[]>("corpus") { Description = "documents; their labels play no part", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out", "-o") { Description = "folder to write", HelpName = "folder", DefaultValueFactory = _ => "lab" };
        var members = NumberOption.Real("--members", "share that the target is trained on", 0, usual.Members);
        var validation = NumberOption.Real("--validation", "share that measures utility and stops training", 0, usual.Validation);
        var sample = NumberOption.WholeOrNone("--sample", "divide a random selection of this many documents", 4);
        var seed = NumberOption.Whole("--seed", "decides who goes where", 0, usual.Seed);
        var repetitions = new Option<string>("--repetitions")
        {
            Description = "how often a document comes in an epoch, dealt out in turn",
            HelpName = "list",
            DefaultValueFactory = _ => "1",
        };
        var command = new DetailedCommand(
            "split",
            "Divide documents at random into members, non-members and a validation part.",
            """
            Examples:
              mia-probe lab split docs.jsonl --out lab
              mia-probe lab split docs.jsonl --out lab --repetitions 1,2,4,8,16

            Groups are divided in the same shares, and near-duplicates stay on one side. The
            folder then holds
              split.json        side, repetitions and SHA-256 of each document, and the seed
              documents.jsonl   members and non-members with their labels, for 'run'
              validation.jsonl  documents that no model is trained on and no attack sees
            Chat records stay chat records there.
            """) { corpus, output, members, validation, sample, seed, repetitions };
        SettingOptions.AddTo(
            command,
            SettingGroup.Documents.Only([nameof(RunSection.Strict), .. RunSection.Reading]),
            SettingGroup.Output.Only(nameof(OutputSection.Quiet)));
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var documents = Read(context, settings, parsed.GetValue(corpus) ?? [], cancellationToken);
            var split = LabSplitter.Make(documents, new LabSplitSettings
            {
                Seed = parsed.GetValue(seed),
                Members = parsed.GetValue(members),
                Validation = parsed.GetValue(validation),
                Sample = parsed.GetValue(sample),
                Repetitions = Numbers("--repetitions", parsed.GetValue(repetitions) ?? "1"),
            });
            var folder = parsed.GetValue(output) ?? "lab";
            new LabFolder(folder).Write(split, documents);
            Show(context.Terminal, folder, split, documents);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <exception cref="ConfigurationException">A part of the list is no whole number of at least 1.</exception>
    internal static List<int> Numbers(string option, string text) => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number
            : throw new ConfigurationException(
                $"option {option}: '{part}' is not allowed; expected whole numbers of at least 1 with commas between, such as 1,2,4,8,16"))];

    private static List<Document> Read(CommandContext context, ProbeSettings settings, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var (documents, defects) = (new List<Document>(), 0);
        foreach (var entry in CorpusReader.Read([.. paths.Select(path => settings.Run.Source(path))], context.Terminal.WriteNote))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Document is { } document)
            {
                documents.Add(document);
            }
            else if (entry.Defect is { } defect)
            {
                defect.RequireLenient(settings.Run.Strict);
                if (!defect.IsLeftOut)
                {
                    context.Terminal.WriteError($"{defect.Location}: {defect.Reason}");
                    defects++;
                }
            }
        }

        if (defects > 0)
        {
            context.Terminal.WriteError($"{Figures.Count(defects, "record")} that cannot be read {(defects == 1 ? "is" : "are")} left out.");
        }

        return documents.Count > 3
            ? documents
            : throw new ConfigurationException(
                $"{string.Join(", ", paths)}: {Figures.Count(documents.Count, "document")} cannot be divided; expected at least 4.");
    }

    private static void Show(Terminal terminal, string folder, LabSplit split, List<Document> documents)
    {
        var lines = new LabelledLines(terminal);
        lines.Write(
            "documents",
            $"{Figures.Count(split.Documents.Count)} of {Figures.Count(documents.Count)}, seed {split.Seed}; "
            + $"{Figures.Count(split.Documents.Count - split.Documents.Select(document => document.Cluster).Distinct().Count())} "
            + "near-duplicates kept with another one");
        if (documents[0].Conversation is not null)
        {
            lines.Write("chat", "chat records, written as such: 'lab train' learns what the assistant says");
        }

        lines.Write("members", Figures.Count(split.Of(LabSide.Member).Count()));
        lines.Write(
            "others",
            $"{Figures.Count(split.Of(LabSide.NonMember).Count())} non-members, {Figures.Count(split.Of(LabSide.Validation).Count())} for validation");
        if (split.Documents.Any(document => document.Repetitions > 1))
        {
            lines.Write(
                "repeated",
                string.Join(
                    ", ",
                    split
                        .Of(LabSide.Member)
                        .GroupBy(document => document.Repetitions)
                        .OrderBy(same => same.Key)
                        .Select(same => $"{Figures.Count(same.Count())} members {same.Key} times")));
        }

        lines.Write("wrote", $"{new LabFolder(folder).SplitPath}, documents.jsonl and validation.jsonl beside it");
        lines.WriteLine("next", $"mia-probe lab train {ShellText.Quote(folder)} --base base.gguf");
    }
}
