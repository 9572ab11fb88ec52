using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>Decodes texts of any length.</summary>
internal static class TextDecoder
{
    /// <summary>The rows that predict the scored tokens from the given one on, window by window, but for windows in which nothing is scored;
    /// valid until the next are asked for.</summary>
    public static IEnumerable<(int Next, LogitRows Rows)> Decode(
        ILlamaContext context, int? bos, int contextTokens, int[] tokens, bool[]? isScored, CancellationToken cancellationToken)
    {
        foreach (var window in ScoringWindows.Plan(tokens.Length, bos is not null, contextTokens, isScored))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = window.FirstTarget - (bos is null ? 1 : 0);
            var position = 0;
            context.Clear();
            if (bos is { } id)
            {
                context.Add(id, position++, sequence: 0, output: window.FirstTarget == 0);
            }

            for (var i = window.Start; i < window.End - 1; i++)
            {
                if (context.IsBatchFull)
                {
                    var rows = context.Decode();
                    yield return (next, rows);
                    next += rows.Count;
                }

                context.Add(tokens[i], position++, sequence: 0, output: i + 1 >= window.FirstTarget);
            }

            yield return (next, context.Decode());
        }
    }
}
