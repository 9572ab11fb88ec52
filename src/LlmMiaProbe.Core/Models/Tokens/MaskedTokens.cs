namespace LlmMiaProbe.Models;

/// <summary>The tokens of a conversation, and which of them are scored.</summary>
/// <param name="Tokens">Token ids, without a BOS that the model puts before every text anyway.</param>
/// <param name="IsScored">By token.</param>
public sealed record MaskedTokens(int[] Tokens, bool[] IsScored)
{
    /// <summary>How many of the tokens there are up to the end of each part of the text.</summary>
    public required IReadOnlyList<int> PartEnds { get; init; }

    /// <summary>Those that are scored, in order.</summary>
    public int[] Scored => [.. Tokens.Where((_, i) => IsScored[i])];
}
