using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>
/// Logits of one decode in native memory: <paramref name="count"/> rows of <paramref name="vocabulary"/> values. Valid until the next
/// decode.
/// </summary>
public readonly unsafe struct LogitRows(float* start, int count, int vocabulary)
{
    public int Count => count;

    /// <summary>Reduces all rows, the first to that of scored token <paramref name="next"/>.</summary>
    /// <returns>The number of the scored token after the last one.</returns>
    /// <exception cref="ArithmeticException">A logit is not a number.</exception>
    internal int ReduceInto(TokenScoresBuilder builder, int next)
    {
        for (var row = 0; row < count; row++)
        {
            builder.Reduce(next + row, this[row]);
        }

        return next + count;
    }

    public ReadOnlySpan<float> this[int row] => (uint)row < (uint)count
        ? new ReadOnlySpan<float>(start + ((long)row * vocabulary), vocabulary)
        : throw new ArgumentOutOfRangeException(nameof(row));
}
