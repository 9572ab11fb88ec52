using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class PairedShareTests
{
    private static readonly PairedCounts[] s_units = [new(0, 10, 2, 10), new(1, 4, 3, 4), new(5, 20, 5, 30), new(2, 7, 6, 6), new(3, 9, 1, 9)];

    [Fact]
    public void The_interval_is_that_of_all_possible_draws_widened_for_few_units()
    {
        var exact = Enumerable.Range(0, 3125)
            .Select(code => Enumerable.Range(0, 5).Select(i => s_units[code / (int)Math.Pow(5, i) % 5]).ToArray())
            .Select(drawn => ((double)drawn.Sum(u => u.Later) / drawn.Sum(u => u.OfLater)) - ((double)drawn.Sum(u => u.Earlier) / drawn.Sum(u => u.OfEarlier)))
            .Order().ToArray();

        var change = PairedShare.Change(s_units, 40_000, seed: 3);

        // 2.776445 is the table's 97.5% point of Student's t with 4 degrees of freedom.
        var widening = 2.776445 / 1.959964 * Math.Sqrt(5 / 4.0);
        var median = exact[exact.Length / 2];
        Assert.Equal((17.0 / 59) - (11.0 / 50), change.Value, 12);
        Assert.Equal(median + (widening * (exact[(int)(.025 * exact.Length)] - median)), change.Low, 2);
        Assert.Equal(median + (widening * (exact[(int)(.975 * exact.Length)] - median)), change.High, 2);
    }

    /// <summary>With units of one size the change is a mean of differences, whose bootstrap variance is Σ(d - mean)²/n².</summary>
    [Fact]
    [Trait("Kind", "Simulation")]
    public void Of_many_equal_units_the_interval_is_that_of_a_mean()
    {
        PairedCounts[] units = [.. Enumerable.Range(0, 400).Select(i => new PairedCounts(i * 37 % 50, 100, i * 53 % 71, 100))];
        var differences = units.Select(unit => (unit.Later - unit.Earlier) / 100.0).ToList();
        var mean = differences.Average();
        var error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean))) / differences.Count;

        var change = PairedShare.Change(units, 20_000, seed: 1);

        Assert.Equal(mean, change.Value, 12);
        Assert.Equal(1.96 * error, (change.High - change.Low) / 2, .03 * error);
    }

    [Fact]
    public void Units_without_a_change_have_no_width() =>
        Assert.Equal(new Estimate(0, 0, 0), PairedShare.Change([.. Enumerable.Range(1, 8).Select(i => new PairedCounts(i, 10, i, 10))], 200, 1));

    [Fact]
    public void Empty_units_have_no_share() => Assert.Throws<ArgumentException>(() => PairedShare.Change([default, default], 10, 1));
}
