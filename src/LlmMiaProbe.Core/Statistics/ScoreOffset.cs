using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// A document's score less its usual score under reference models (difficulty calibration, Watson et al. 2021, arXiv
/// 2111.08440, as the score offset of TF Privacy). Oriented as the score is: of losses, lower means member.
/// </summary>
public static class ScoreOffset
{
    /// <summary>score - centre, with the centre under models trained with the document (IN) or without it (OUT).</summary>
    public static double Of(double score, double centre) => score - centre;

    /// <summary>score - the middle between the two centres.</summary>
    public static double Of(double score, double inCentre, double outCentre) => score - ((inCentre + outCentre) / 2);

    /// <summary>The median or the mean of each document's scores; a document without scores gets the average of the others' centres.</summary>
    /// <param name="documents">Scores of each document, by reference model; at least one document has some.</param>
    /// <param name="median">The median, which one odd reference model does not move, instead of the mean.</param>
    public static IReadOnlyList<double> Centres(IReadOnlyList<IReadOnlyList<double>> documents, bool median = true)
    {
        var centres = documents.Select(scores => scores.Count == 0 ? (double?)null : median ? scores.Median() : scores.Mean()).ToList();
        var average = centres.Average() ?? throw new ArgumentException("At least one document needs a score.", nameof(documents));
        return [.. centres.Select(centre => centre ?? average)];
    }
}
