using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.Hosted.Tokenizers;

/// <summary>
/// Splits text into pieces as a tiktoken vocabulary does before it looks for tokens, and nothing more: the package makes one
/// token of text that spells a special token, and text is text here. The expressions are those of tiktoken (MIT licence).
/// </summary>
internal sealed partial class OrdinaryText
{
    private readonly TiktokenTokenizer _tokenizer;
    private readonly RegexPreTokenizer _splitter;

    public OrdinaryText(TiktokenTokenizer tokenizer, string encoding)
    {
        _tokenizer = tokenizer;
        _splitter = new RegexPreTokenizer(
            encoding switch
            {
                "o200k_base" => Large(),
                "cl100k_base" => Small(),
                _ => First(),
            },
            specialTokens: null);
    }

    public IReadOnlyList<int> Ids(string text) => Whole(text) is var whole && SpellsSpecialToken(whole) ? Pieces(whole) : _tokenizer.EncodeToIds(whole);

    public int Count(string text) => Whole(text) is var whole && SpellsSpecialToken(whole) ? Pieces(whole).Count : _tokenizer.CountTokens(whole);

    /// <summary>Where the first so many tokens end, in characters, not inside of one; the whole text if it has no more.</summary>
    public int IndexAfter(string text, int tokens)
    {
        var whole = Whole(text);
        if (!SpellsSpecialToken(whole))
        {
            return _tokenizer.GetIndexByTokenCount(whole, tokens, out _, out _);
        }

        foreach (var (start, length) in _splitter.PreTokenize(whole))
        {
            if (tokens == 0)
            {
                return start;
            }

            var piece = whole.Substring(start, length);
            var here = _tokenizer.CountTokens(piece, considerPreTokenization: false);
            if (here > tokens)
            {
                return start + _tokenizer.GetIndexByTokenCount(piece, tokens, out _, out _, considerPreTokenization: false);
            }

            tokens -= here;
        }

        return text.Length;
    }

    internal IReadOnlyList<int> Pieces(string text) =>
        [.. _splitter.PreTokenize(text).SelectMany(piece => _tokenizer.EncodeToIds(text.AsSpan(piece.Offset, piece.Length), considerPreTokenization: false))];

    // Half a character has no bytes. It becomes U+FFFD, as wherever text becomes UTF-8; the length stays.
    private static string Whole(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0
        ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private bool SpellsSpecialToken(string text) => _tokenizer.SpecialTokens?.Keys.Any(token => text.Contains(token, StringComparison.Ordinal)) == true;

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex First();

    [GeneratedRegex(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex Small();

    [GeneratedRegex(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex Large();
}
