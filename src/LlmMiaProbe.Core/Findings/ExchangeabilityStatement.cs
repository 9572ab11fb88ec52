using System.Globalization;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>What a test of the published order says, and on what condition.</summary>
public static class ExchangeabilityStatement
{
    public const string Assumption =
        "This holds if the order of the documents means nothing by itself: "
        + "no sorting, no dates or numbers that run on, no text that goes on in the next document. "
        + "It can only detect exposure to the documents in this very order, usually many times over; "
        + "no difference says nothing about exposure in another order.";

    /// <param name="result">Of the shards that were scored.</param>
    /// <param name="documents">In those shards.</param>
    public static string Of(ExchangeabilityResult result, int documents)
    {
        var orders = $"{Figures.Count(result.Permutations, "random order")} of each of {Figures.Count(result.Shards, "shard")}";
        var finding = result.PValue <= CollectionStatement.Level
            ? $"The model prefers the published order of the {Figures.Count(documents, "document")} to {orders}"
            : $"The model is not found to prefer the published order of the {Figures.Count(documents, "document")} to {orders}";
        var student = result is { T: { } t, TPValue: { } p }
            ? $"; t {t.ToString("0.00", CultureInfo.InvariantCulture)}, p {Figures.PValue(p)} by Student's distribution"
            : "";
        return $"{finding} ({result.MeanDifference.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)} nats a shard; "
            + $"exact p {Figures.PValue(result.PValue)}, smallest reachable {Figures.PValue(result.SmallestPValue)}{student}).";
    }
}
