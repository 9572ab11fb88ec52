using System.Globalization;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>A test of the published order, for people.</summary>
internal sealed class ExchangeabilityView(Terminal terminal)
{
    private const int ShownProblems = 5;

    private readonly LabelledLines _lines = new(terminal);

    public void Write(ModelDescription model, ExchangeabilityPlan plan)
    {
        WriteModel(model);
        _lines.WriteParts(
            "corpus",
            " · ",
            [
                Figures.Count(plan.Documents, "document"),
                Figures.Count(plan.Shards, "shard"),
                $"{Figures.Count(plan.Orders)} orders of each, the published one included",
            ]);
        _lines.WriteParts(
            "",
            " · ",
            [
                $"{Figures.Count(plan.SharingShards, "shard")} with shared first halves",
                Figures.Count(plan.Texts, "text"),
                $"{Figures.Count(plan.Cached)} cached",
            ]);
        _lines.WriteParts(
            "total",
            " · ",
            [
                $"{Figures.Count(plan.TokensToDecode, "token")} to decode",
                $"{Figures.Count(plan.WholeTokens)} if every order were decoded whole",
                "nothing was scored",
            ]);
    }

    public void Write(ModelDescription model, ExchangeabilityOutcome outcome)
    {
        var result = outcome.Result;
        WriteModel(model);
        _lines.WriteParts(
            "corpus",
            " · ",
            [
                Figures.Count(outcome.Documents, "document"),
                Figures.Count(result.Shards, "shard"),
                $"{Figures.Count(result.Permutations, "random order")} of each",
                $"{Figures.Count(outcome.TokensDecoded, "token")} decoded",
            ]);
        terminal.Output.WriteLine();
        Tables.Of(false, true, true)
            .Add("test", "statistic", "p")
            .Add("exact, by rearrangement of orders", $"{Signed(result.MeanDifference)} nats a shard", PValue(result.PValue))
            .Add("t-test over shards (ddof 1)", result.T is { } t ? $"t {Signed(t)}" : "–", result.TPValue is { } p ? PValue(p) : "–")
            .Write(terminal.Output);
        terminal.Output.WriteLine();
        _lines.Write("finding", ExchangeabilityStatement.Of(result, outcome.Documents));
        _lines.Write("", ExchangeabilityStatement.Assumption);
        foreach (var (shard, reason) in outcome.Failures.Take(ShownProblems))
        {
            _lines.Write("failed", $"shard {shard.ToString(CultureInfo.InvariantCulture)}: {reason}");
        }

        if (outcome.Failures.Count > ShownProblems)
        {
            _lines.Write("", $"… and {Figures.Count(outcome.Failures.Count - ShownProblems)} more; --output json names them all");
        }
    }

    private void WriteModel(ModelDescription model) =>
        _lines.WriteParts("target", " · ", ModelLine.Parts(model));

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string PValue(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}
