using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>Tokens as readers see them.</summary>
internal sealed class TokenTexts(Vocabulary vocabulary, bool isRedacted)
{
    private const int LongestRedacted = 16;

    private readonly ConcurrentDictionary<int, string> _alone = [];

    /// <summary>
    /// The text of each token. Tokens that hold parts of one character are read together: the first shows the character
    /// and the others nothing. Redacted, a block for each byte.
    /// </summary>
    public string[] Of(ReadOnlySpan<int> tokens)
    {
        var texts = new string[tokens.Length];
        for (var i = 0; i < tokens.Length;)
        {
            var length = isRedacted ? 1 : WholeCharacters(tokens[i..]);
            texts[i] = length == 1 ? Of(tokens[i]) : Text(tokens.Slice(i, length));
            texts.AsSpan(i + 1, length - 1).Fill("");
            i += length;
        }

        return texts;
    }

    /// <summary>A token by itself.</summary>
    public string Of(int token) => _alone.GetOrAdd(token, one => Text([one]));

    // How many tokens it takes to reach the end of a character, at most as many as a character has bytes; 1 if they never do.
    private int WholeCharacters(ReadOnlySpan<int> tokens)
    {
        if (Utf8.IsValid(vocabulary.BytesOf(tokens[0])))
        {
            return 1;
        }

        var bytes = new List<byte>();
        for (var count = 1; count <= Math.Min(4, tokens.Length); count++)
        {
            bytes.AddRange(vocabulary.BytesOf(tokens[count - 1]));
            if (Decode([.. bytes]) is not null)
            {
                return count;
            }
        }

        return 1;
    }

    private string Text(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            bytes.AddRange(vocabulary.BytesOf(token));
        }

        return isRedacted
            ? new string('▒', Math.Min(bytes.Count, LongestRedacted))
            : bytes.Count == 0
                ? string.Concat(tokens.ToArray().Select(token => FormattableString.Invariant($"[token {token}]")))
                : Decode([.. bytes]) is { } text ? VisibleText.Of(text) : string.Concat(bytes.Select(b => FormattableString.Invariant($"[{b:X2}]")));
    }

    private static string? Decode(byte[] bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
