using System.Text;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Hosted.Scoring;

/// <summary>From what an endpoint says of a text to token scores, or the reason why it cannot be believed.</summary>
internal static class PromptScores
{
    /// <param name="reading">Of the text and its prefix together.</param>
    /// <param name="prefix">Not to be scored; may be empty.</param>
    /// <param name="text">To be scored.</param>
    /// <exception cref="RouteException">The tokens do not spell the text, or the numbers are no log-probabilities.</exception>
    public static (TokenScores Scores, bool HasBos) Of(PromptReading reading, string prefix, string text)
    {
        var (tokens, hasBos) = WithoutBos(reading.Tokens, prefix + text);
        var scored = prefix.Length == 0 ? tokens : After(tokens, prefix);
        var unscored = scored.Count > 0 && scored[0] is { LogProb: null, Odd: null } && prefix.Length == 0 && !hasBos ? scored[0] : null;
        if (unscored is not null)
        {
            scored = [.. scored.Skip(1)];
        }

        Check(scored);
        return (Build(scored, unscored), hasBos);
    }

    /// <summary>The scores of parts of a text. Where an endpoint's token lies across the edge of a part, it cannot be said whose it is.</summary>
    /// <param name="reading">Of the text.</param>
    /// <param name="text">All of it.</param>
    /// <param name="parts">To be scored, in characters.</param>
    /// <exception cref="RouteException">The tokens do not spell the text, or not its parts, or the numbers are no log-probabilities.</exception>
    public static TokenScores OfParts(PromptReading reading, string text, IReadOnlyList<(int Start, int End)> parts)
    {
        var (tokens, hasBos) = WithoutBos(reading.Tokens, text);
        var starts = ReportedSpelling.StartsOf([.. tokens.Select(token => token.Text)], text);
        var scored = new List<PromptToken>();
        PromptToken? unscored = null;
        foreach (var (start, end) in parts)
        {
            var first = Array.IndexOf(starts, start);
            var last = end == text.Length ? tokens.Count : Array.IndexOf(starts, end);
            if (first < 0 || last < first)
            {
                throw new RouteException(
                    $"a token of the endpoint lies across the edge of an answer (characters {start} to {end}), so it cannot be said which tokens are the "
                    + "answer's");
            }

            if (first == 0 && !hasBos && tokens[0] is { LogProb: null, Odd: null })
            {
                unscored = tokens[first++];
            }

            scored.AddRange(tokens.Skip(first).Take(last - first));
        }

        Check(scored);
        return Build(scored, unscored);
    }

    /// <summary>The tokens of a text, without a BOS.</summary>
    /// <exception cref="RouteException">They do not spell it.</exception>
    public static IReadOnlyList<PromptToken> TextTokens(PromptReading reading, string text) => WithoutBos(reading.Tokens, text).Tokens;

    /// <summary>The scores of the end of a text, where the endpoint splits it as a tokenizer at hand does.</summary>
    /// <param name="reading">Of the text.</param>
    /// <param name="text">All of it.</param>
    /// <param name="suffix">The tokens at its end, and what each spells.</param>
    /// <param name="option">What the tokenizer at hand is called in messages.</param>
    /// <exception cref="RouteException">The endpoint splits it in another way, or the numbers are no log-probabilities.</exception>
    public static TokenScores OfSuffix(PromptReading reading, string text, IReadOnlyList<(int Id, string Text)> suffix, string option)
    {
        var (tokens, _) = WithoutBos(reading.Tokens, text);
        IReadOnlyList<PromptToken> scored = [.. tokens.Skip(tokens.Count - suffix.Count)];
        if (tokens.Count <= suffix.Count || scored.Zip(suffix).Any(pair => !IsSame(pair.First, pair.Second.Id, pair.Second.Text)))
        {
            throw new RouteException(WhyNotSame([.. tokens.Select(token => token.Text ?? "")], [.. suffix.Select(token => token.Text)], option));
        }

        Check(scored);
        return Build(scored, null);
    }

    // A token of a tokenizer at hand is known by what it spells or, where that is not reported, by its id.
    private static bool IsSame(PromptToken reported, int id, string text) => reported.Text is not { } spelled
        ? reported.Id == id
        : spelled == text || (!ReportedSpelling.IsReadable(spelled) && !ReportedSpelling.IsReadable(text));

    private static string WhyNotSame(string[] tokens, string[] suffix, string option)
    {
        var whole = string.Concat(suffix);
        for (var (t, spelled) = (tokens.Length - 1, ""); t >= 0 && spelled.Length < whole.Length; t--)
        {
            spelled = tokens[t] + spelled;
            if (spelled == whole)
            {
                return tokens.Length - t == suffix.Length
                    ? $"the endpoint splits the suffix at other places than {option}"
                    : $"the endpoint splits the suffix into {tokens.Length - t} tokens and {option} into {suffix.Length}";
            }
        }

        return "no token of the endpoint begins where the suffix does";
    }

    private static TokenScores Build(IReadOnlyList<PromptToken> scored, PromptToken? unscored) => TokenScores.OfLogProbs(
        [.. scored.Select(token => TokenNumber.Of(token.Id, token.Text))],
        [.. scored.Select(token => (float)Math.Min(0, token.LogProb ?? 0))],
        unscored is null ? null : TokenNumber.Of(unscored.Id, unscored.Text),
        scored.Count > 0 && scored.All(token => token.Rank >= 1) ? [.. scored.Select(token => token.Rank ?? 0)] : null,
        scored.Count > 0 && scored.All(token => token.Likeliest is not null)
            ? ([.. scored.Select(Top1)], [.. scored.Select(token => (float)Math.Min(0, token.Likeliest?.LogProb ?? 0))])
            : null).WithUnscoredBytes(
                unscored?.Text is { } text && !text.Contains('\uFFFD', StringComparison.Ordinal) ? Encoding.UTF8.GetByteCount(text) : null);

    // A likelier token is another one, though both may be reported as U+FFFD.
    private static int Top1(PromptToken token)
    {
        var top1 = TokenNumber.Of(token.Likeliest?.Id, token.Likeliest?.Text);
        return top1 == TokenNumber.Of(token.Id, token.Text) && token.Likeliest?.LogProb > token.LogProb ? top1 ^ 1 : top1;
    }

    /// <summary>
    /// Nothing predicts the first token that is reported. If the others spell the whole text, it is a BOS; if they spell all
    /// but the beginning, it is the text's own first token.
    /// </summary>
    private static (IReadOnlyList<PromptToken> Tokens, bool HasBos) WithoutBos(IReadOnlyList<PromptToken> tokens, string whole)
    {
        if (tokens.Count == 0)
        {
            throw new RouteException("the endpoint returns no token of the text");
        }

        List<PromptToken> rest = [.. tokens.Skip(1)];
        var begin = ReportedSpelling.Begin([.. rest.Select(token => token.Text)], whole);
        if (tokens[0] is { LogProb: null, Odd: null })
        {
            return begin switch
            {
                0 => (rest, true),
                { } start when tokens[0].Text is null || ReportedSpelling.Begin([.. tokens.Select(token => token.Text)], whole) == 0 =>
                    ([tokens[0] with { Text = tokens[0].Text ?? whole[..start] }, .. rest], false),
                _ => throw Misspelt(),
            };
        }

        // Some do not report the BOS, but the prediction after it.
        return ReportedSpelling.Begin([.. tokens.Select(token => token.Text)], whole) == 0 ? (tokens, true)
            : begin == 0 ? (rest, true)
            : throw Misspelt();
    }

    private static List<PromptToken> After(IReadOnlyList<PromptToken> tokens, string prefix)
    {
        var (given, length) = (0, 0);
        while (given < tokens.Count && length < prefix.Length)
        {
            length += tokens[given++].Text?.Length ?? 0;
        }

        return length == prefix.Length
            ? [.. tokens.Skip(given)]
            : throw new RouteException("the endpoint's tokenizer joins the end of the prefix with the beginning of the text, so they cannot be told apart");
    }

    private static void Check(IReadOnlyList<PromptToken> scored)
    {
        foreach (var (token, t) in scored.Select((token, t) => (token, t)))
        {
            if (token.Odd is { } odd)
            {
                throw new RouteException($"the endpoint gives {odd} as the log-probability of token {t + 1}");
            }

            if (token.LogProb is null)
            {
                throw new RouteException($"the endpoint returns null for the log-probability of token {t + 1} of {scored.Count}");
            }
        }

        if (ReportedLogProbs.WhyNone([.. scored.Select(token => token.LogProb ?? 0)]) is { } reason)
        {
            throw new RouteException($"the endpoint returns {reason}");
        }
    }

    private static RouteException Misspelt() => new("the endpoint returns tokens that do not spell the text");
}
