using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>Scores one text after another in one context: plain ones of any length, and windows after a prefix of their own. Not thread-safe.</summary>
/// <param name="context">One sequence; owned from now on.</param>
/// <param name="bos">BOS id that precedes a text, or null.</param>
/// <param name="contextTokens">Tokens that a window of a long text may hold.</param>
internal sealed class TextScorer(ILlamaContext context, int? bos, int contextTokens) : IDisposable
{
    private readonly WindowScorer _windows = new(context, bos);

    /// <returns>The scores, or why there are none.</returns>
    public ScoredText Score(PreparedText text, CancellationToken cancellationToken)
    {
        try
        {
            return text.Prefix.Length > 0 ? _windows.Score(text) : ScorePlain(text, cancellationToken);
        }
        catch (Exception e) when (e is ArithmeticException or ModelException)
        {
            return new ScoredText(text, null, e.Message);
        }
    }

    /// <inheritdoc cref="TextDecoder.Decode"/>
    public IEnumerable<(int Next, LogitRows Rows)> Decode(PreparedText text, CancellationToken cancellationToken) =>
        TextDecoder.Decode(context, bos, contextTokens, text.Tokens, text.IsScored, cancellationToken);

    public void Dispose() => context.Dispose();

    private ScoredText ScorePlain(PreparedText text, CancellationToken cancellationToken)
    {
        var builder = TokenScoresBuilder.For(text.Tokens, bos is not null, text.TopK, text.IsScored);
        foreach (var (next, rows) in Decode(text, cancellationToken))
        {
            rows.ReduceInto(builder, next);
        }

        return new ScoredText(text, builder.Build(), null) { Hidden = builder.Hidden };
    }
}
