namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>Exposure of all canaries that were planted equally often: one point of the curve of exposure against repetitions.</summary>
/// <param name="Repetitions">Copies planted; 0 for controls.</param>
/// <param name="Canaries">Canaries with a rank.</param>
/// <param name="Mean">Mean exposure by rank, bits.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Largest">The largest.</param>
/// <param name="Capped">How many rank above all references, so that the mean is a lower bound.</param>
/// <param name="MeanExtrapolated">
/// Mean exposure by extrapolation, bits, one digit of it if any canary ranks above all references; null unless every canary has one.
/// </param>
public sealed record RepetitionExposure(int Repetitions, int Canaries, double Mean, double Least, double Largest, int Capped, double? MeanExtrapolated)
{
    /// <summary>Fewest repetitions first.</summary>
    public static IReadOnlyList<RepetitionExposure> Of(IEnumerable<CanaryScore> scores) =>
    [
        .. scores.Where(score => score.Rank is not null)
            .GroupBy(score => score.Canary.Repetitions)
            .OrderBy(same => same.Key)
            .Select(same =>
            {
                var ranks = same.Select(score => score.Rank.GetValueOrDefault()).ToList();
                return new RepetitionExposure(
                    same.Key,
                    ranks.Count,
                    ranks.Average(rank => rank.Exposure),
                    ranks.Min(rank => rank.Exposure),
                    ranks.Max(rank => rank.Exposure),
                    ranks.Count(rank => rank.IsCapped),
                    same.All(score => score.Extrapolated?.Exposure is not null)
                        ? Stated(same.Average(score => score.Extrapolated?.Exposure) ?? 0, ranks)
                        : null);
            }),
    ];

    private static double Stated(double bits, List<RankExposure> ranks) =>
        ranks.Exists(rank => rank.IsCapped) ? ExtrapolatedExposure.OrderOfMagnitude(bits) : bits;
}
