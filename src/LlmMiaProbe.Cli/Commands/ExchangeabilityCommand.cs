using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>exchangeability</c>: whether a model prefers documents in their published order.</summary>
internal static class ExchangeabilityCommand
{
    public static Command Create(CommandContext context)
    {
        var usual = new ExchangeabilitySettings();
        var shards = NumberOption.Whole("--shards", "contiguous parts of the corpus that are reordered by themselves", 1, usual.Shards);
        var permutations = NumberOption.Whole("--permutations", "random orders of each shard", 1, usual.Permutations);
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
            shards,
            permutations,
            dryRun,
        };
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model)),
            SettingGroup.Documents.Only(nameof(RunSection.Corpus), nameof(RunSection.Limit), nameof(RunSection.Strict)),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
            SettingGroup.Engine,
            SettingGroup.Output);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var session = new ExchangeabilitySession(
                context, settings, new ExchangeabilitySettings(parsed.GetValue(shards), parsed.GetValue(permutations), settings.Run.Seed));
            return parsed.GetValue(dryRun) ? session.PlanAsync(cancellationToken) : session.RunAsync(cancellationToken);
        });
        return command;
    }
}
