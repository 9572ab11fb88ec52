namespace LlmMiaProbe.Models;

/// <summary>
/// Whether reported tokens spell a text. Tokens that are parts of characters are reported as U+FFFD or <c>bytes:…</c> and stand for a few
/// characters.
/// </summary>
public static class ReportedSpelling
{
    // A token of broken bytes stands for part of a character, or for the end of one and some more.
    private const int MostUnreadable = 8;

    /// <summary>
    /// Where the tokens begin in the text, in characters: 0 if they spell all of it, more if the beginning is missing, null if they spell
    /// something else.
    /// </summary>
    /// <param name="tokens">Texts in order; null for one that is not reported.</param>
    /// <param name="text">The text.</param>
    public static int? Begin(IReadOnlyList<string?> tokens, string text)
    {
        var readable = string.Concat(tokens.Select(token => IsReadable(token) ? token : ""));
        if (tokens.All(IsReadable))
        {
            return text.EndsWith(readable, StringComparison.Ordinal) ? text.Length - readable.Length
                : IsSpaced(readable, text) ? 0
                : null;
        }

        return Follows(tokens, text, 0) || (tokens.Count > 0 && tokens[0] is [' ', ..] && Follows([tokens[0]?[1..], .. tokens.Skip(1)], text, 0)) ? 0
            : Enumerable.Range(1, Math.Min(MostUnreadable * 4, text.Length)).FirstOrDefault(start => Follows(tokens, text, start)) is > 0 and var begin ? begin
            : null;
    }

    // SentencePiece puts a space before every text.
    private static bool IsSpaced(string spelled, string text) =>
        spelled.Length == text.Length + 1 && spelled[0] == ' ' && spelled.EndsWith(text, StringComparison.Ordinal);

    /// <summary>
    /// Where each token begins in a text that they spell, in characters; -1 where parts of characters hide it. Empty if they spell another
    /// text.
    /// </summary>
    public static int[] StartsOf(IReadOnlyList<string?> tokens, string text)
    {
        var starts = new int[tokens.Count];
        return Follows(tokens, text, 0, starts)
            || (tokens.Count > 0 && tokens[0] is [' ', ..] && Follows([tokens[0]?[1..], .. tokens.Skip(1)], text, 0, starts)) ? starts : [];
    }

    private static bool Follows(IReadOnlyList<string?> tokens, string text, int start, int[]? starts = null)
    {
        var (at, unreadable) = (start, 0);
        foreach (var (token, t) in tokens.Select((token, t) => (token, t)))
        {
            starts?[t] = unreadable == 0 ? at : -1;
            if (!IsReadable(token))
            {
                unreadable += MostUnreadable;
                continue;
            }

            if (token is not { Length: > 0 })
            {
                continue;
            }

            var found = unreadable == 0
                ? text.AsSpan(at).StartsWith(token, StringComparison.Ordinal) ? at : -1
                : text.IndexOf(token, at, Math.Min(text.Length - at, unreadable + token.Length), StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            starts?[t] = found;
            (at, unreadable) = (found + token.Length, 0);
        }

        return text.Length - at <= unreadable;
    }

    /// <summary>Whether a token is shown as the text that it stands for.</summary>
    public static bool IsReadable(string? token) =>
        token is not null && !token.Contains('\uFFFD', StringComparison.Ordinal) && !token.StartsWith("bytes:", StringComparison.Ordinal);
}
