using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Windows;

/// <summary>What one request says about the next token of a suffix.</summary>
/// <param name="LogProb">What is known of its log-probability.</param>
/// <param name="Rank">What its rank is at least; 0 where nothing is known.</param>
/// <param name="Given">Tokens of the text before it, by the tokenizer at hand.</param>
/// <param name="Counted">The same as the endpoint counts, a BOS included; null if it was not asked.</param>
/// <param name="Produced">Tokens that the endpoint bills beside these.</param>
internal sealed record SteppedToken(LogProbInterval LogProb, int Rank, int Given, int? Counted, int Produced)
{
    public static SteppedToken NotAsked { get; } = new(LogProbInterval.Unknown, 0, 0, null, 0);

    /// <summary>Tokens that the endpoint counts beyond the text's.</summary>
    public int? Surplus => Counted - Given;

    public int Billed => (Counted ?? 0) + Produced;
}
