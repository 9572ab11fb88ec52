using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>exchangeability</c>: whether a model prefers documents in their published order.</summary>
internal static class ExchangeabilityCommand
{
    private static readonly ExchangeabilitySettings s_usual = new();

    private static readonly Option<int> s_shards =
        NumberOption.Whole("--shards", "contiguous parts of the corpus that are reordered by themselves", 1, s_usual.Shards);

    private static readonly Option<int> s_permutations = NumberOption.Whole("--permutations", "random orders of each shard", 1, s_usual.Permutations);

    public static Command Create(CommandContext context)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "print texts, tokens and what is cached; score nothing" };
        var command = new DetailedCommand(
            "exchangeability",
            "Test whether a model prefers the documents of a corpus in their published order (Oren et al. 2023).",
            """
            Examples:
              mia-probe exchangeability --model m.gguf --corpus benchmark.jsonl --dry-run
              mia-probe exchangeability --model m.gguf --corpus benchmark.jsonl --shards 20

            The order of the corpus is taken for the published one. It is cut into shards;
            in each, the published order is compared with random orders of the same
            documents, joined by line feeds. A document may not tell its place: no sorting,
            no numbers or dates that run on. The test can only detect exposure to the
            documents in this very order, usually many times over.

            Cost: one pass over the corpus for each order. The paper uses 250 random orders;
            the default of 24 suits a CPU and loses little, because the mean of 24 is nearly
            as steady and the exact p-value combines the orders of all shards. With the
            published one there are then 5 x 5 orders, of which each five share their first
            half: it is decoded once for them. The test stays exact, because the published
            order stands in the tree like any other. Shards beyond the context are scored
            whole, in windows; those of fewer than eight documents share nothing either.
            What is scored is kept in the store, and the same command goes on where it
            stopped.
            """)
        {
            dryRun,
            NoDecode.Option,
            NoDecode.MixedNumerics,
        };
        AddSettings(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = RunSettingsFactory.WithoutReference(context.Settings(parsed));
            var test = TestOf(parsed, settings);
            return parsed.GetValue(dryRun)
                ? PlanAsync(context, settings, test, cancellationToken)
                : RunAsync(
                    context,
                    settings,
                    test,
                    new RunSession(context, settings) { Missing = NoDecode.Of(parsed), AcceptsMixedNumerics = parsed.GetValue(NoDecode.MixedNumerics) },
                    cancellationToken);
        });
        return command;
    }

    /// <summary>What a test is: models, documents, how they are reordered.</summary>
    public static void AddSettings(Command command)
    {
        command.Options.Add(s_shards);
        command.Options.Add(s_permutations);
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora)),
            SettingGroup.Documents.Only([nameof(RunSection.Corpus), nameof(RunSection.Limit), nameof(RunSection.Strict), .. RunSection.Reading]),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
            SettingGroup.Engine,
            SettingGroup.Output);
    }

    public static ExchangeabilitySettings TestOf(ParseResult parsed, ProbeSettings settings) =>
        new(parsed.GetValue(s_shards), parsed.GetValue(s_permutations), settings.Run.Seed);

    /// <summary>Model and documents, with absolute paths.</summary>
    /// <exception cref="ConfigurationException">Model or corpus is missing.</exception>
    public static RunSettings SettingsOf(ProbeSettings settings) => settings.Run.Corpus.Count == 0
        ? throw new ConfigurationException("No corpus was given: add --corpus FILE with the documents in their published order.")
        : RunSettingsFactory.WithoutCorpus(RunSettingsFactory.WithoutReference(settings)) with
        {
            Reference = null,
            Corpora = [.. settings.Run.Corpus.Select(path => settings.Run.Source(RunSection.FullPath(path)))],
            Limit = settings.Run.Limit,
            Strict = settings.Run.Strict,
        };

    /// <summary>The command that makes a test again.</summary>
    public static string CommandOf(RunSettings run, ExchangeabilitySettings test) => string.Concat(
        "mia-probe exchangeability",
        RunCommandLine.Models(run),
        RunCommandLine.Documents(run),
        RunCommandLine.Option("--shards", test.Shards),
        RunCommandLine.Option("--permutations", test.Permutations),
        RunCommandLine.Engine(run));

    private static async Task<int> PlanAsync(
        CommandContext context, ProbeSettings settings, ExchangeabilitySettings test, CancellationToken cancellationToken)
    {
        var run = SettingsOf(settings);
        var (_, texts, _) = Read(context, settings, test);
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        var progress = new ProgressReporter(line);
        using var scorer = context.Models(settings, hashes: null, progress).Open(ModelRole.Target, run);
        var plan = await new ExchangeabilityProbe(store, scorer, progress).PlanAsync(texts, test, cancellationToken);
        line.Finish();
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(ExchangeabilityOutput.Of(plan));
        }
        else
        {
            new ExchangeabilityView(context.Terminal).Write(scorer.Model, plan);
        }

        return ExitCodes.Done;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ProbeSettings settings, ExchangeabilitySettings test, RunSession session, CancellationToken cancellationToken)
    {
        var run = SettingsOf(settings);
        var (documents, texts, counts) = Read(context, settings, test);
        run = run with { Task = new ExchangeabilityTask(CommandOf(run, test)) };
        var found = await session.RunAsync(
            run,
            async (recorded, line) =>
            {
                recorded.Counts = counts;
                recorded.Store.AddDocuments(recorded.Id, [.. documents.Select(document => (document, (string?)null))]);
                using var scorer = recorded.OpenScorer(ModelRole.Target);
                var probe = new ExchangeabilityProbe(recorded.Store, scorer, new ProgressReporter(line)) { Missing = session.Missing };
                try
                {
                    var outcome = await probe.RunAsync(texts, test, cancellationToken);
                    var failed = outcome.Failures.Count == 0 ? 0 : counts.Documents - outcome.Documents;
                    recorded.Counts = counts with { Scored = counts.Documents - failed, Failed = failed };
                    return (scorer.Model, Outcome: outcome);
                }
                finally
                {
                    recorded.CountDecoded(probe.TokensDecoded);
                }
            },
            (_, found) => ExchangeabilityOutput.Of(found.Model, found.Outcome),
            (_, found) => new ExchangeabilityView(context.Terminal).Write(found.Model, found.Outcome));
        foreach (var doubt in found.Model.Doubts)
        {
            context.Terminal.WriteError(doubt);
        }

        return found.Outcome.Failures.Count > 0 ? ExitCodes.DocumentsFailed : ExitCodes.Done;
    }

    /// <summary>All texts are in memory: they are needed in many orders.</summary>
    private static (IReadOnlyList<RunDocument> Documents, IReadOnlyList<string> Texts, RunCounts Counts) Read(
        CommandContext context, ProbeSettings settings, ExchangeabilitySettings test)
    {
        var (documents, texts, unreadable, leftOut) = (new List<RunDocument>(), new List<string>(), 0L, 0L);
        foreach (var entry in PlainChat.Read(context, settings))
        {
            if (entry.Document is { } document)
            {
                documents.Add(new RunDocument(texts.Count, document.Id, document.Label, document.Group, document.Fields, DocumentFacts.Of(document.Text)));
                texts.Add(document.Text);
            }
            else if (entry.Defect is { } defect)
            {
                defect.RequireLenient(settings.Run.Strict);
                (unreadable, leftOut) = defect.IsLeftOut ? (unreadable, leftOut + 1) : (unreadable + 1, leftOut);
            }

            if (texts.Count == settings.Run.Limit)
            {
                break;
            }
        }

        if (unreadable > 0)
        {
            context.Terminal.WriteNote($"{Figures.Count(unreadable, "record")} that cannot be read {(unreadable == 1 ? "was" : "were")} left out.");
        }

        test.Require(texts.Count);
        return (documents, texts, RunCounts.None with { Documents = texts.Count, Unreadable = unreadable, LeftOut = leftOut });
    }
}
