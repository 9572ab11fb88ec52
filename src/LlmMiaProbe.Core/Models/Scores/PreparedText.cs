using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Models;

/// <summary>A text that a scorer has tokenised; costs no forward pass.</summary>
/// <param name="Key">Identity of the evidence that scoring it yields.</param>
/// <param name="Tokens">Token ids of the text, without BOS and prefix: those to score, see <see cref="IsScored"/>.</param>
/// <param name="InputTokens">Tokens to decode when it is scored, overlap of windows and BOS included; a shared prefix is not.</param>
/// <param name="Windows">Windows that it is scored in, or requests that it takes; 1 for a text that fits the context.</param>
public sealed record PreparedText(EvidenceKey Key, int[] Tokens, long InputTokens, int Windows)
{
    /// <summary>Which of the tokens are scored, where the others are only read; null for all.</summary>
    public bool[]? IsScored { get; init; }

    /// <summary>Token ids that are scored, the first of a text without BOS included.</summary>
    public int[] ScoredTokens => IsScored is { } isScored ? [.. Tokens.Where((_, i) => isScored[i])] : Tokens;

    /// <summary>Token ids that precede the text; empty for a text on its own.</summary>
    public int[] Prefix { get; init; } = [];

    /// <summary>Tokens that are decoded once for all texts with this prefix; 0 without one, or if it is decoded with the text.</summary>
    public long SharedInputTokens { get; init; }

    /// <summary>Decoding under which the tokens are scored too, with the keys of that evidence.</summary>
    public IReadOnlyList<(DecodingScheme Scheme, EvidenceKey Key)> Schemes { get; init; } = [];

    /// <summary>
    /// Numbers k of likeliest tokens: what interfaces that show so many hide of the tokens is reduced in the same pass. Changes no score,
    /// so it is no part of the key.
    /// </summary>
    public IReadOnlyList<int> TopK { get; init; } = [];
}
