using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// A normal distribution fitted to the scores that reference models give one document: the mean, and the deviation
/// that divides by their number (ddof 0), as the LiRA of TF Privacy does.
/// </summary>
/// <param name="Mean">Of the scores.</param>
/// <param name="Deviation">At least 0; 0 for a single score.</param>
internal readonly record struct NormalFit(double Mean, double Deviation)
{
    /// <param name="scores">At least one, all finite.</param>
    /// <exception cref="ArgumentException">There is no score.</exception>
    public static NormalFit Of(ReadOnlySpan<double> scores)
    {
        if (scores.IsEmpty)
        {
            throw new ArgumentException("A normal distribution is fitted to at least one score.", nameof(scores));
        }

        var mean = 0.0;
        foreach (var score in scores)
        {
            mean += score / scores.Length;
        }

        var squares = 0.0;
        foreach (var score in scores)
        {
            squares += (score - mean) * (score - mean);
        }

        return new NormalFit(mean, Math.Sqrt(squares / scores.Length));
    }

    /// <summary>
    /// One fit for each document. A document without scores gets the average of the others' fits, as in TF Privacy.
    /// </summary>
    /// <param name="documents">Scores of each document, by reference model; at least one document has some.</param>
    /// <param name="sharedDeviation">
    /// Whether all get the pooled residual deviation (TF Privacy's fixed variance), which is better with fewer than
    /// about 64 reference models (Carlini et al. 2022, arXiv 2112.03570).
    /// </param>
    public static IReadOnlyList<NormalFit> OfAll(IReadOnlyList<IReadOnlyList<double>> documents, bool sharedDeviation = false)
    {
        var fits = documents.Select(scores => scores.Count == 0 ? (NormalFit?)null : Of([.. scores])).ToList();
        var known = fits.OfType<NormalFit>().ToList();
        if (known.Count == 0)
        {
            throw new ArgumentException("At least one document needs a score.", nameof(documents));
        }

        var average = new NormalFit(known.Average(fit => fit.Mean), known.Average(fit => fit.Deviation));
        var pooled = PooledDeviation(documents);
        return [.. fits.Select(fit => fit ?? average).Select(fit => sharedDeviation ? fit with { Deviation = pooled } : fit)];
    }

    /// <summary>The deviation of all scores from the mean of their own document, dividing by their number.</summary>
    /// <param name="documents">Scores of each document, by reference model; at least one document has some.</param>
    public static double PooledDeviation(IReadOnlyList<IReadOnlyList<double>> documents) => Math.Sqrt(documents
        .Where(scores => scores.Count > 0)
        .SelectMany(scores => scores.Select(score => score - scores.Mean()))
        .Average(residual => residual * residual));
}
