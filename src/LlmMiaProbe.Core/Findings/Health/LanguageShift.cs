using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Findings.Health;

/// <summary>How the languages and scripts of two sets differ, from a guess for each document.</summary>
/// <param name="Shares">Of every language that occurs, the most frequent first.</param>
/// <param name="Distance">Half the sum of the differences of the shares, 0 to 1.</param>
/// <param name="Separates">At least a tenth apart, and by more than chance (chi-squared test at 1%).</param>
public sealed record LanguageShift(IReadOnlyList<LanguageShare> Shares, double Distance, bool Separates)
{
    private const double LeastDistance = 0.1;
    private const double Significance = 0.01;

    // Below this the chi-squared distribution does not hold; such languages are counted together.
    private const double LeastExpected = 5;

    /// <param name="first">The language of each document of the first set; at least one.</param>
    /// <param name="second">The language of each document of the second set; at least one.</param>
    public static LanguageShift Of(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var counts = first.Select(language => (Language: language, IsFirst: true)).Concat(second.Select(language => (Language: language, IsFirst: false)))
            .GroupBy(document => document.Language, StringComparer.Ordinal)
            .Select(group => (Language: group.Key, First: group.Count(d => d.IsFirst), Second: group.Count(d => !d.IsFirst)))
            .OrderByDescending(count => count.First + count.Second).ThenBy(count => count.Language, StringComparer.Ordinal)
            .ToList();
        List<LanguageShare> shares = [.. counts.Select(count => new LanguageShare(count.Language, (double)count.First / first.Count, (double)count.Second / second.Count))];
        var distance = shares.Sum(share => Math.Abs(share.First - share.Second)) / 2;
        return new LanguageShift(shares, distance, distance >= LeastDistance && PValue([.. counts.Select(count => (count.First, count.Second))]) < Significance);
    }

    /// <summary>Pearson's test of whether two rows of counts have the same shares.</summary>
    internal static double PValue(IReadOnlyList<(int First, int Second)> counts)
    {
        var (first, second) = (counts.Sum(count => count.First), counts.Sum(count => count.Second));
        double total = first + second;
        bool IsRare((int First, int Second) count) => (count.First + count.Second) * (Math.Min(first, second) / total) < LeastExpected;
        var cells = counts.Where(count => !IsRare(count)).Append((First: counts.Where(IsRare).Sum(count => count.First), Second: counts.Where(IsRare).Sum(count => count.Second)))
            .Where(cell => cell.First + cell.Second > 0)
            .ToList();
        if (cells.Count < 2)
        {
            return 1;
        }

        var statistic = cells.Sum(cell => Deviation(cell.First, (cell.First + cell.Second) * (first / total)) + Deviation(cell.Second, (cell.First + cell.Second) * (second / total)));
        return 1 - ChiSquared.CDF(cells.Count - 1, statistic);
    }

    private static double Deviation(int observed, double expected) => (observed - expected) * (observed - expected) / expected;
}
