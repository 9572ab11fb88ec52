using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>evidence import</c>: a run on token scores that were computed elsewhere.</summary>
internal static class EvidenceImportCommand
{
    private const int ShownProblems = 5;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "JSON lines of token scores, one line a document" };
        var name = new Option<string>("--model-name") { Description = "what the model under test is called", HelpName = "name", Required = true };
        var referenceName = new Option<string?>("--reference-name") { Description = "what the model to compare with is called", HelpName = "name" };
        var referenceFile = new Option<string?>("--reference-evidence")
        {
            Description = "its token scores, if they are not in the same file", HelpName = "file",
        };
        var command = new DetailedCommand(
            "import",
            "Judge documents by token scores that were computed elsewhere, as with Transformers or vLLM.",
            """
            For a model that no GGUF file holds. Each line is one JSON object:
              document     id of the document, as in the corpus
              logProb      list: natural logarithm of the probability of each token; null at
                           the first place for a first token that nothing precedes
              pieces       list: what each token spells, as strings; where a token is part
                           of a character, the list of its bytes, such as [226, 128]
                or text and ends: the text, and where each token ends in it (characters)
              tokens       list of ids (optional; needed to compare token by token)
              rank, top1, top1LogProb, entropy, variance (optional lists; nats)
              model        target (default) or reference
              variant      plain (default) or lowercase
            and what 'evidence export' writes. A line is taken only if its tokens spell the
            document. The run is marked as imported wherever it is shown: nobody here has
            seen the model. See src/docs/imported-evidence.md for ten lines of Python that
            write such a file.

            Example:
              mia-probe evidence import scores.jsonl --corpus docs.jsonl --model-name my-7b
            """) { file, name, referenceName, referenceFile };
        SettingOptions.AddTo(
            command,
            SettingGroup.Documents.Without(nameof(RunSection.Books), nameof(RunSection.Shots), nameof(RunSection.MemberShots),
                nameof(RunSection.ChatTemplate), nameof(RunSection.ChatUnit)),
            SettingGroup.Statistics,
            SettingGroup.Output);
        GateOptions.AddTo(command);
        command.Options.Add(RunArgument.Name);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var gates = GateOptions.Session(context, settings, parsed);
            var (target, reference) = (parsed.GetValue(name) ?? "", parsed.GetValue(referenceName));
            RequireNames(target, reference, parsed.GetValue(referenceFile));
            var run = RunSettingsFactory.FromImported(settings, target, corpora =>
            {
                using var store = CommandContext.OpenStore(settings);
                using var progress = new ProgressLine(context.Terminal, context.Time);
                var import = new EvidenceImport(store, settings.Run.KeepText);
                var models = import.Import(
                    corpora,
                    (Path.GetFullPath(parsed.GetValue(file) ?? ""), target),
                    reference is null ? null : (parsed.GetValue(referenceFile) is { } beside ? Path.GetFullPath(beside) : null, reference),
                    new ProgressReporter(progress),
                    cancellationToken);
                progress.Finish();
                Announce(context.Terminal, import, models.Target, models.Reference);
                return models;
            });
            return new ProbeSession(context, settings, gates, name: parsed.GetValue(RunArgument.Name)).RunAsync(run, cancellationToken);
        });
        return command;
    }

    private static void RequireNames(string target, string? reference, string? referenceFile)
    {
        if (target.Trim().Length == 0 || reference?.Trim().Length == 0)
        {
            throw new ConfigurationException("--model-name and --reference-name are what people will read: give a name that is not blank.");
        }

        if (reference is null && referenceFile is not null)
        {
            throw new ConfigurationException("--reference-evidence is given and --reference-name is not: say what the model to compare with is called.");
        }

        if (reference == target)
        {
            throw new ConfigurationException($"--model-name and --reference-name are both '{target}': give the two models different names.");
        }
    }

    private static void Announce(Terminal terminal, EvidenceImport import, ImportedModel target, ImportedModel? reference)
    {
        foreach (var model in new[] { target, reference }.OfType<ImportedModel>())
        {
            terminal.WriteNote($"{Names.Of(model.Name)}: token scores of {Figures.Count(model.Texts, "text")} taken from {Names.OfPath(model.File)}.");
        }

        foreach (var problem in import.Problems.Take(ShownProblems))
        {
            terminal.WriteError($"{problem.Location}: {problem.Reason}; the line was left out.");
        }

        if (import.Refused > ShownProblems)
        {
            terminal.WriteError($"… and {Figures.Count(import.Refused - ShownProblems, "line")} more that were left out.");
        }

        if (import.Unnamed > 0)
        {
            terminal.WriteNote($"Left out, lines of a reference model: {Figures.Count(import.Unnamed)}; --reference-name NAME takes them, too.");
        }

        if (import.Strange > 0)
        {
            terminal.WriteNote($"Left out, lines about documents that the corpus does not hold: {Figures.Count(import.Strange)}.");
        }
    }
}
