using System.CommandLine;
using System.Text;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Files;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>continue</c>: whether a model goes on with a whole work when given its beginning.</summary>
internal static class ContinueCommand
{
    private static readonly Option<string> s_book = new("--book") { Description = "text file (UTF-8) with the whole work", HelpName = "file", Required = true };
    private static readonly Option<int> s_seedTokens = NumberOption.Whole("--seed-tokens", "tokens of the work that are given", 1, 50);
    private static readonly Option<int?> s_maxTokens = NumberOption.WholeOrNone(
        "--max-tokens", "tokens to produce at most [default: as many as the work has left]", 1);

    private static readonly Option<bool> s_dryRun = new("--dry-run")
    {
        Description = "print how many tokens the model would be given and asked for; produce nothing",
    };

    public static Command Create(CommandContext context)
    {
        var command = new DetailedCommand(
            "continue",
            "Give a model the first tokens of a work, let it continue greedily, and measure how much of the work comes.",
            """
            Examples:
              mia-probe continue --model tuned.gguf --book novel.txt --max-tokens 2000
              mia-probe continue --model tuned.gguf --book novel.txt --dry-run

            The model reads its own output. When its context is full, it starts again from
            the last half of what it read; each start is an attempt in the store. nv-recall
            is the share of the work's words in long, nearly verbatim passages of the
            output, against as much of the work as was asked for. Given and produced text
            are kept and shown apart. What does not come may be known to the model all the
            same.
            """) { s_book, s_seedTokens, s_maxTokens, s_dryRun };
        SettingOptions.AddTo(command, SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora)), SettingGroup.Engine, SettingGroup.Output);
        EndpointOptions.AddTo(command, hasTokenBudget: false, hasReference: false);
        command.SetAction((parsed, cancellationToken) => RunAsync(context, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = RunSettingsFactory.WithoutReference(context.Settings(parsed));
        var path = Path.GetFullPath(parsed.GetValue(s_book) ?? "");
        var text = Read(path);
        var run = await RunSettingsFactory.AskedAsync(context, settings, cancellationToken);
        run = run with
        {
            Reference = null,
            Corpora = [new CorpusSource(path)],
            Task = new WholeWorkTask(string.Concat(
                "mia-probe continue",
                RunCommandLine.Models(run),
                RunCommandLine.Option("--book", path),
                RunCommandLine.Option("--seed-tokens", parsed.GetValue(s_seedTokens)),
                RunCommandLine.Option("--max-tokens", parsed.GetValue(s_maxTokens)),
                RunCommandLine.Engine(run))),
        };
        if (parsed.GetValue(s_dryRun))
        {
            ShowPlan(context, settings, run, text, parsed);
            return ExitCodes.Done;
        }

        await new RunSession(context, settings).RunAsync(
            run,
            async (recorded, progress) =>
            {
                recorded.Counts = RunCounts.None with { Documents = 1 };
                recorded.Store.AddDocuments(
                    recorded.Id, [(new RunDocument(0, Path.GetFileName(path), Membership.Unknown, null, null, DocumentFacts.Of(text)), text)]);
                var work = await recorded.WithModelAsync(ModelRole.Target, recorder => new WholeWorkContinuation(recorder, ModelRole.Target).ContinueAsync(
                    text,
                    parsed.GetValue(s_seedTokens),
                    parsed.GetValue(s_maxTokens),
                    produced => progress.Report(new ProgressCounts("tokens produced", produced, 0)),
                    cancellationToken));
                if (work.Failure is { } reason)
                {
                    // What came before the failure is a result, too.
                    recorded.Keep(WholeWorkOutput.Of(recorded.Id, work, work.Recall()));
                    throw new ModelException($"{reason} (after {work.ProducedTokens} tokens; they are kept in run {recorded.Id})");
                }

                recorded.Counts = recorded.Counts with { Scored = 1 };
                return (Work: work, Recall: work.Recall());
            },
            (recorded, found) => WholeWorkOutput.Of(recorded.Id, found.Work, found.Recall),
            (recorded, found) => new WholeWorkView(found.Work, found.Recall).Write(
                context.Terminal, recorded.Models, recorded.Usage, ShellText.Bundle(settings, recorded.Id)));
        return ExitCodes.Done;
    }

    private static void ShowPlan(CommandContext context, ProbeSettings settings, RunSettings run, string text, ParseResult parsed)
    {
        var models = context.Models(settings, hashes: null, progress: null);
        models.Require(run);
        using var generator = models.OpenGenerator(ModelRole.Target, run);
        var plan = WholeWorkContinuation.Plan(generator, text, parsed.GetValue(s_seedTokens), parsed.GetValue(s_maxTokens));
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(WholeWorkPlanOutput.Of(generator.Model.Name, plan)));
            return;
        }

        var lines = new LabelledLines(context.Terminal);
        lines.WriteParts("target", " · ", ModelLine.Short(generator.Model));
        lines.Write("work", Figures.Count(plan.Work, "token"));
        lines.Write("given", $"the first {Figures.Count(plan.Given)}");
        lines.Write(
            "cost",
            $"at most {Figures.Count(plan.Produced, "token")} produced, one after the other, in {Figures.Count(plan.Attempts, "attempt")}; "
            + $"{Figures.Count(plan.Decoded)} decoded with what is given anew each time the context is full. What the store holds is not asked for again.");
    }

    private static string Read(string path)
    {
        try
        {
            return OutsideFile.ReadText(path, OutsideFile.LargeFile, isStrict: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"--book {path} cannot be read ({error.Message.TrimEnd('.')}): name a text file", error);
        }
        catch (DecoderFallbackException error)
        {
            throw new ConfigurationException($"--book {path} is not UTF-8 (byte {error.Index}): convert it first.", error);
        }
    }
}
