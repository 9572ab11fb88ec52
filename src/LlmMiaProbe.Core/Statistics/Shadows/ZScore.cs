namespace LlmMiaProbe.Statistics;

/// <summary>How many deviations a document's score lies above the mean under models trained without it (OUT).</summary>
internal static class ZScore
{
    /// <summary>(score - mean) / (deviation + <see cref="Lira.SpreadFloor"/>); higher means more likely a member.</summary>
    public static double Of(double score, NormalFit @out) => Lira.Standardise(score, @out);

    /// <inheritdoc cref="Of(double, NormalFit)"/>
    /// <param name="score">Of the document under the target.</param>
    /// <param name="outScores">At least two that differ, under models trained without it.</param>
    public static double Of(double score, ReadOnlySpan<double> outScores) => Of(score, NormalFit.Of(outScores));
}
