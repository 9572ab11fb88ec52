using MathNet.Numerics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// The likelihood ratio attack (Carlini et al. 2022, arXiv 2112.03570): how much better a document's score fits what
/// models trained with it (IN) give it than what models trained without it (OUT) give it. Any score that is about
/// normal will do, such as a mean log-probability; where the score rises with membership, so do all results.
/// </summary>
internal static class Lira
{
    /// <summary>Added to every deviation, as in the reference implementations: one reference model has no spread.</summary>
    public const double SpreadFloor = 1e-30;

    /// <summary>ln N(score; mean, deviation + <see cref="SpreadFloor"/>).</summary>
    public static double LogDensity(double score, NormalFit fit)
    {
        var z = Standardise(score, fit);
        return (-z * z / 2) - Math.Log(fit.Deviation + SpreadFloor) - Constants.LogSqrt2Pi;
    }

    /// <summary>ln N(score; IN) - ln N(score; OUT), in nats; higher means more likely a member.</summary>
    public static double Online(double score, NormalFit @in, NormalFit @out) => LogDensity(score, @in) - LogDensity(score, @out);

    /// <inheritdoc cref="Online(double, NormalFit, NormalFit)"/>
    /// <param name="score">Of the document under the target.</param>
    /// <param name="inScores">At least one, under models trained with it.</param>
    /// <param name="outScores">At least one, under models trained without it.</param>
    public static double Online(double score, ReadOnlySpan<double> inScores, ReadOnlySpan<double> outScores) =>
        Online(score, NormalFit.Of(inScores), NormalFit.Of(outScores));

    /// <summary>
    /// -ln Pr[a score of N(OUT) is at or above this one]: the one-sided offline test, in nats of surprise. At least 0,
    /// it rises with the score and does not underflow where the probability itself would.
    /// </summary>
    public static double Offline(double score, NormalFit @out) => -NormalTail.LogUpper(Standardise(score, @out));

    /// <inheritdoc cref="Offline(double, NormalFit)"/>
    /// <param name="score">Of the document under the target.</param>
    /// <param name="outScores">At least one, under models trained without it.</param>
    public static double Offline(double score, ReadOnlySpan<double> outScores) => Offline(score, NormalFit.Of(outScores));

    /// <summary>ln(p / (1 - p)) of a probability below 1 given as its logarithm: the scale on which confidences are about normal.</summary>
    public static double LogOdds(double logProb) => logProb - Math.Log(-SpecialFunctions.Expm1(logProb));

    internal static double Standardise(double score, NormalFit fit) => (score - fit.Mean) / (fit.Deviation + SpreadFloor);
}
