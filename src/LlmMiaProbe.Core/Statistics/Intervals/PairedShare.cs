using MathNet.Numerics.Random;

namespace LlmMiaProbe.Statistics;

/// <summary>How much a share changed between two measurements of the same units.</summary>
internal static class PairedShare
{
    private const int MostTries = 1000;

    /// <summary>
    /// The later share of all units together less the earlier, with a percentile interval from a bootstrap that draws units with
    /// both their counts, widened for few units (<see cref="FewUnits"/>).
    /// </summary>
    /// <param name="units">At least one, not all of them empty.</param>
    /// <param name="resamples">At least 1.</param>
    /// <param name="seed">The run's seed.</param>
    public static Estimate Change(IReadOnlyList<PairedCounts> units, int resamples, int seed)
    {
        var value = Sum(units).Change ?? throw new ArgumentException("All units are empty.", nameof(units));
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var drawn = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            drawn[i] = Draw(units, random);
        }

        Array.Sort(drawn);
        var interval = FewUnits.Middle(drawn, FewUnits.Widening(units.Count), -1, 1);
        return new Estimate(value, interval.Low, interval.High);
    }

    private static PairedCounts Sum(IEnumerable<PairedCounts> units) => units.Aggregate(default(PairedCounts), (sum, unit) => sum + unit);

    private static double Draw(IReadOnlyList<PairedCounts> units, Xoshiro256StarStar random)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var sum = default(PairedCounts);
            for (var i = 0; i < units.Count; i++)
            {
                sum += units[random.Next(units.Count)];
            }

            if (sum.Change is { } change)
            {
                return change;
            }
        }

        throw new InvalidOperationException($"{MostTries} draws of units in a row were empty.");
    }
}
