using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// The test of Oren et al. 2023 (arXiv 2310.17623): documents whose order means nothing are as likely in one order as in
/// another, except to a model that knows the published order. The t-statistic is the paper's with ddof 1 (the paper's 0
/// is anti-conservative with few shards).
/// </summary>
/// <remarks>
/// The exact p-value replaces the order of each shard by one drawn from its published and its random orders, so many
/// times, and counts how often the total log-probability reaches the published one. That is a randomisation test with
/// random elements of a group (Hemerik and Goeman 2018, doi 10.1007/s11749-017-0571-1): it is exact if the
/// log-probabilities of a shard keep their joint distribution under a group that can move the published order to every
/// other place. Orders drawn independently allow all rearrangements; see <see cref="Probing.ShardOrders"/> for a tree.
/// </remarks>
internal static class ExchangeabilityTest
{
    /// <summary>Rearrangements that are drawn unless told otherwise.</summary>
    public const int Draws = 9999;

    private const double Slack = 1e-9;

    /// <param name="shards">At least one, all with the same positive number of random orders.</param>
    /// <param name="seed">Decides which rearrangements are drawn.</param>
    /// <param name="draws">At least 1; the smallest exact p-value is one over one more.</param>
    /// <exception cref="ArgumentException">There is no shard, or the shards differ in the number of orders.</exception>
    public static ExchangeabilityResult Run(IReadOnlyList<ShardLogProbs> shards, int seed, int draws = Draws)
    {
        if (shards.Count == 0 || shards[0].Permuted.Count == 0 || shards.Any(shard => shard.Permuted.Count != shards[0].Permuted.Count))
        {
            throw new ArgumentException("Every shard needs the same positive number of random orders.", nameof(shards));
        }

        var permutations = shards[0].Permuted.Count;
        double[] differences = [.. shards.Select(shard => shard.Published - shard.Permuted.Mean())];
        var deviation = shards.Count > 1 ? differences.StandardDeviation() : 0;
        double? t = deviation > 0 ? differences.Mean() / deviation * Math.Sqrt(shards.Count) : null;
        return new ExchangeabilityResult(
            shards.Count,
            permutations,
            differences.Mean(),
            t,
            t is null ? null : StudentT.CDF(0, 1, shards.Count - 1, -t.Value),
            ConformalPValue.Of(AtOrAbove(shards, seed, draws), draws),
            Math.Max(ConformalPValue.Smallest(draws), Math.Pow(1 + permutations, -shards.Count)));
    }

    private static int AtOrAbove(IReadOnlyList<ShardLogProbs> shards, int seed, int draws)
    {
        // Above the published order of each shard: small numbers, whose sums do not drown ties in rounding.
        double[][] gains = [.. shards.Select(shard => shard.Permuted.Select(order => order - shard.Published).Prepend(0).ToArray())];
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var count = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var total = 0.0;
            foreach (var orders in gains)
            {
                total += orders[random.Next(orders.Length)];
            }

            count += total >= -Slack ? 1 : 0;
        }

        return count;
    }
}

/// <summary>How much a model prefers the published order of documents.</summary>
/// <param name="Shards">Parts of the corpus that were permuted by themselves.</param>
/// <param name="Permutations">Random orders of each.</param>
/// <param name="MeanDifference">Published order less the mean of the random ones, nats a shard.</param>
/// <param name="T">Its t-statistic over shards, with ddof 1; null if the differences do not vary.</param>
/// <param name="TPValue">1 - the CDF of Student's t with shards - 1 degrees of freedom; null without <paramref name="T"/>.</param>
/// <param name="PValue">Exact randomisation p-value.</param>
/// <param name="SmallestPValue">About the smallest that could have come out.</param>
public sealed record ExchangeabilityResult(
    int Shards, int Permutations, double MeanDifference, double? T, double? TPValue, double PValue, double SmallestPValue);

/// <summary>Log-probabilities of the documents of one shard in several orders, nats.</summary>
/// <param name="Published">In the published order.</param>
/// <param name="Permuted">In random orders, as many for every shard.</param>
internal sealed record ShardLogProbs(double Published, IReadOnlyList<double> Permuted);
