namespace LlmMiaProbe.Questions;

/// <summary>
/// What letters a model prefers when none is right, and what remains of its choices without that (Data Contamination Quiz,
/// Golchin and Surdeanu 2023, arXiv 2311.06233).
/// </summary>
/// <param name="Shares">Share of each of the four places and of "none", when all four passages are rewritten.</param>
internal sealed record QuizBias(IReadOnlyList<double> Shares)
{
    /// <summary>Places of passages; "none" is one more option.</summary>
    public const int Places = 4;

    /// <summary>Places that are chosen no more often than the others on average, if no passage is right. The right passage is put on these only.</summary>
    public IReadOnlyList<int> Unpreferred => [.. Enumerable.Range(0, Places).Where(place => Shares[place] <= Shares.Take(Places).Average() + 1e-12)];

    /// <param name="chosen">Chosen places of quizzes without a right passage; <see cref="Places"/> for "none".</param>
    /// <returns>Null without a choice.</returns>
    public static QuizBias? Of(IReadOnlyList<int> chosen) => chosen.Count == 0
        ? null
        : new QuizBias([.. Enumerable.Range(0, Places + 1).Select(place => (double)chosen.Count(choice => choice == place) / chosen.Count)]);

    /// <summary>
    /// Share of right choices with the passage on a place, less what the model's bias for the place explains, as Cohen's κ:
    /// (observed - chance) / (1 - chance). 1 if all are right, 0 at chance, negative below.
    /// </summary>
    /// <param name="observed">Share of right choices, 0 to 1.</param>
    /// <param name="place">Where the right passage stands.</param>
    /// <returns>Null for a place that is always chosen.</returns>
    public double? Corrected(double observed, int place) => Shares[place] < 1 ? (observed - Shares[place]) / (1 - Shares[place]) : null;
}
