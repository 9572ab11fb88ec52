using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Defences;

/// <summary>The texts that a filter of the output protects, and their stretches of tokens or words. About 100 bytes a token or word.</summary>
public sealed class ListedTexts
{
    // No token and no word has this number, so that no stretch runs over the end of a text.
    private const int End = -1;

    private readonly WordNumbering _numbering = new();
    private readonly Lazy<SuffixAutomaton> _words;
    private readonly Lazy<SuffixAutomaton> _tokens;

    /// <param name="texts">What is protected.</param>
    /// <param name="tokenize">The model's tokenizer; null if nobody asks for tokens.</param>
    public ListedTexts(IReadOnlyList<string> texts, Func<string, int[]>? tokenize = null)
    {
        _words = new(() => Recogniser(texts, text => _numbering.Read(text).Numbers));
        _tokens = new(() => Recogniser(texts, tokenize ?? throw new InvalidOperationException("Nothing says how the listed texts are tokenised.")));
    }

    /// <summary>Whether a stretch of at least so many consecutive words of a text stands in a listed one.</summary>
    /// <param name="text">What is produced. Words are compared as in <see cref="ComparisonForm"/>.</param>
    /// <param name="length">Words, at least 1.</param>
    public bool ShareWords(string text, int length)
    {
        // Built first: words of listed texts must have their numbers before others get theirs.
        var words = _words.Value;
        return Reaches(words, _numbering.Read(text).Numbers, 0, length);
    }

    /// <summary>Whether a stretch of so many consecutive tokens stands in a listed text whose last token is produced, not given.</summary>
    /// <param name="given">Tokens of the prompt.</param>
    /// <param name="produced">Tokens after it.</param>
    /// <param name="length">Tokens, at least 1.</param>
    public bool ShareTokens(int[] given, int[] produced, int length) => Reaches(_tokens.Value, [.. given, .. produced], given.Length, length);

    private static bool Reaches(SuffixAutomaton listed, int[] symbols, int from, int length) =>
        listed.Match(symbols).Skip(from).Any(match => match.Length >= length);

    private static SuffixAutomaton Recogniser(IReadOnlyList<string> texts, Func<string, int[]> read) =>
        new([.. texts.SelectMany(text => (int[])[.. read(text), End])]);
}
