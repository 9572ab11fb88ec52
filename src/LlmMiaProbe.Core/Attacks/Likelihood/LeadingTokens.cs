using System.Globalization;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>The log-probabilities of a text's first tokens, as a series.</summary>
internal static class LeadingTokens
{
    /// <param name="fewest">Scored tokens that it takes.</param>
    public static string TooFew(int fewest) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the text has fewer than {fewest} scored tokens, too few for the shape of their log-probabilities to mean anything");

    /// <summary>CAMIA cuts most of its features off after 200 or 300 tokens, so that texts of different length compare.</summary>
    public static AttackParameter CutOff(int most) => new("tokens", 200, 2, most, "scored tokens that are looked at, from the first") { IsInteger = true };

    public static double[] Of(TokenScores scores, double cutOff) =>
        Array.ConvertAll(scores.LogProb[..(int)Math.Min(scores.Count, cutOff)], lp => (double)lp);
}
