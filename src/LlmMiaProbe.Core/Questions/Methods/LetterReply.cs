using System.Text.RegularExpressions;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Questions;

/// <summary>Reads which of the options A, B, C, ... a reply names.</summary>
internal static partial class LetterReply
{
    /// <summary>
    /// The letter that a reply consists of or begins with ("B", "(B) ...", "B. ..."), or that it calls the answer ("The answer is
    /// B"). Words that merely begin with a letter do not count, nor does an article.
    /// </summary>
    /// <param name="reply">Any text.</param>
    /// <param name="options">2 to 26.</param>
    /// <returns>0 for A; null if none or more than one is named.</returns>
    public static int? Read(string reply, int options)
    {
        var named = Leading().Match(reply) is { Success: true } first
            ? [first]
            : Called().Matches(reply).ToArray();
        int[] letters = [.. named.Select(match => char.ToUpperInvariant(match.Groups[1].Value[0]) - 'A').Distinct()];
        return letters is [var letter] && letter < options ? letter : null;
    }

    /// <summary>
    /// The probability of each letter as the first token of the reply, normalised over the letters; tokens that spell the same
    /// letter count together, those that are not reported count as 0.
    /// </summary>
    /// <param name="alternatives">As reported; log-probabilities in nats.</param>
    /// <param name="options">2 to 26.</param>
    /// <returns>One a letter; null if no letter is among the alternatives.</returns>
    public static double[]? Probabilities(IReadOnlyList<TokenAlternative> alternatives, int options)
    {
        var probabilities = new double[options];
        foreach (var alternative in alternatives)
        {
            if (alternative.Text.Trim(' ', '\n', '\t', '\u2581', '\u0120', '(', '*') is [var letter]
                && letter - 'A' is >= 0 and var option
                && option < options
                && double.IsFinite(alternative.LogProb))
            {
                probabilities[option] += Math.Exp(alternative.LogProb);
            }
        }

        var sum = probabilities.Sum();
        return sum > 0 ? Array.ConvertAll(probabilities, probability => probability / sum) : null;
    }

    [GeneratedRegex(@"^[\s""'*_(\[`]*([A-Z])(?:[\s""'*_)\].,:;`!-]*$|[*_`]*[)\].:])", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();

    [GeneratedRegex(@"\b(?i:answer|option|passage|letter|choice)(?:\s+is)?\s*:?\s*[""'*_(\[`]*([A-Z])\b(?!')", RegexOptions.CultureInvariant)]
    private static partial Regex Called();
}

/// <summary>The answer to one multiple-choice question.</summary>
/// <param name="Right">Place of the right option, from 0.</param>
/// <param name="Chosen">Place of the chosen option; null if none can be read.</param>
/// <param name="Probability">Probability of the right option among the letters, where the model reports it; else null.</param>
internal readonly record struct LetterAnswer(int Right, int? Chosen, double? Probability)
{
    /// <summary>Probability of the right option, or 1 or 0 by the answer; null without an answer.</summary>
    public double? Credit => Probability ?? (Chosen is { } chosen ? chosen == Right ? 1 : 0 : null);
}
