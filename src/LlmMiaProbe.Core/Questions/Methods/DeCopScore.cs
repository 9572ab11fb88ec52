namespace LlmMiaProbe.Questions;

/// <summary>
/// The score of DE-COP (Duarte et al. 2024, arXiv 2402.09910): mean probability, or share, of choosing the verbatim passage;
/// 1/4 by chance.
/// </summary>
internal static class DeCopScore
{
    /// <summary>
    /// The mean over the places of the right option of the mean credit there. With all orders answered it is the mean over all
    /// questions; where some are not, a preferred letter still earns exactly 1 / places.
    /// </summary>
    /// <param name="answers">Of one document.</param>
    /// <param name="places">Options of a question.</param>
    /// <returns>0 to 1; null if for some place of the right option nothing was answered.</returns>
    public static double? Of(IReadOnlyList<LetterAnswer> answers, int places)
    {
        var sum = 0.0;
        for (var place = 0; place < places; place++)
        {
            var credits = answers.Where(answer => answer.Right == place).Select(answer => answer.Credit).OfType<double>().ToList();
            if (credits.Count == 0)
            {
                return null;
            }

            sum += credits.Average();
        }

        return sum / places;
    }

    /// <summary>How often each letter was chosen, as shares; null if none was.</summary>
    public static double[]? Preferences(IEnumerable<LetterAnswer> answers, int places)
    {
        var counts = new int[places];
        foreach (var answer in answers)
        {
            if (answer.Chosen is { } chosen)
            {
                counts[chosen]++;
            }
        }

        var total = counts.Sum();
        return total == 0 ? null : Array.ConvertAll(counts, count => (double)count / total);
    }
}
