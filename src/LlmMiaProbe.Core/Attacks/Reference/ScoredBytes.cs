using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>
/// Where the scored tokens of a text begin, in bytes that are left from there to its end: counted from the end, because some
/// tokenizers put a space before a text.
/// </summary>
internal sealed class ScoredBytes
{
    private readonly List<int> _left;
    private readonly List<double> _sums;

    private ScoredBytes(List<int> left, List<double> sums) => (_left, _sums) = (left, sums);

    /// <summary>Places where the sum of what follows is known, the first of them first.</summary>
    public IReadOnlyList<int> Left => _left;

    /// <param name="scores">Of all tokens of the text but perhaps the first.</param>
    /// <param name="vocabulary">What the tokens spell; null if that is not known.</param>
    /// <param name="byteLength">Of the text.</param>
    /// <returns>Null if it is not known which bytes are scored.</returns>
    public static ScoredBytes? Of(TokenScores scores, Vocabulary? vocabulary, int byteLength)
    {
        if (vocabulary is not null && Spelled(scores, vocabulary, byteLength) is { } spelled)
        {
            return spelled;
        }

        return scores.UnscoredFirstToken is null ? new ScoredBytes([byteLength], [scores.TotalLogProb])
            : scores.UnscoredBytes is { } first ? new ScoredBytes([byteLength - first], [scores.TotalLogProb])
            : null;
    }

    /// <summary>Σ lp of the tokens that begin with so many bytes left, nats; null if no token begins there.</summary>
    public double? From(int left) => _left.IndexOf(left) is var place and >= 0 ? _sums[place] : null;

    private static ScoredBytes? Spelled(TokenScores scores, Vocabulary vocabulary, int byteLength)
    {
        var (left, sums) = (new List<int>(scores.Count), new List<double>(scores.Count));
        var (bytes, sum) = (0, 0.0);
        for (var t = scores.Count - 1; t >= 0; t--)
        {
            bytes += vocabulary.BytesOf(scores.Tokens[t]).Length;
            sum += scores.LogProb[t];
            left.Add(bytes);
            sums.Add(sum);
        }

        // With a space that the tokenizer put there; else the tokens do not spell the text, and count nothing.
        var all = bytes + (scores.UnscoredFirstToken is { } first ? vocabulary.BytesOf(first).Length : 0);
        if (all != byteLength && all != byteLength + 1)
        {
            return null;
        }

        left.Reverse();
        sums.Reverse();
        if (left.Count > 0 && left[0] > byteLength)
        {
            left[0] = byteLength;
        }

        return new ScoredBytes(left, sums);
    }
}
