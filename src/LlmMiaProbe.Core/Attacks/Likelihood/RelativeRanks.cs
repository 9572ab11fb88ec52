using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>RMIA's comparison of each document with the calibration non-members other than itself.</summary>
internal static class RelativeRanks
{
    /// <summary>Fewer say too little to be a share of.</summary>
    public const int FewestOthers = 10;

    public const string TooFewOthers = "RMIA compares with at least 10 other calibration non-members that have scores";

    public static readonly AttackParameter Gamma = new(
        "gamma", Rmia.UsualGamma, 0.01, 100, "how many times as large the ratio must be to exceed another document's");

    /// <param name="population">All documents.</param>
    /// <param name="logRatios">ln r of each.</param>
    /// <param name="gamma">γ, above 0.</param>
    public static IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, IReadOnlyList<double> logRatios, double gamma)
    {
        double[] others = [.. logRatios.Where((_, i) => population[i].IsCalibration)];
        var scores = new AttackScore[population.Count];
        for (int i = 0, own = 0; i < scores.Length; i++)
        {
            scores[i] = population[i].IsCalibration ? Without(own++, logRatios[i]) : Among(others, logRatios[i]);
        }

        return scores;

        AttackScore Without(int place, double logRatio)
        {
            (others[place], others[^1]) = (others[^1], others[place]);
            var score = Among(others.AsSpan(..^1), logRatio);
            (others[place], others[^1]) = (others[^1], others[place]);
            return score;
        }

        AttackScore Among(ReadOnlySpan<double> rest, double logRatio) => rest.Length < FewestOthers
            ? AttackScore.NotApplicable(TooFewOthers)
            : AttackScore.Of(Rmia.Score(logRatio, rest, gamma));
    }
}
