namespace LlmMiaProbe.Models;

/// <summary>What every token of a tokenizer spells, in bytes of UTF-8 and in order of token id.</summary>
public sealed class Vocabulary(IReadOnlyList<byte[]> pieces)
{
    public IReadOnlyList<byte[]> Pieces => pieces;

    /// <summary>Nothing for control tokens, and for ids that the vocabulary does not have.</summary>
    public ReadOnlySpan<byte> BytesOf(int token) => token >= 0 && token < pieces.Count ? pieces[token] : [];

    public static Vocabulary Of(ITokenSpelling spelling, int size) => new([.. Enumerable.Range(0, size).Select(token => spelling.BytesOf(token).ToArray())]);
}
