namespace LlmMiaProbe.Local;

/// <summary>Logits of one decode in native memory: <paramref name="count"/> rows of <paramref name="vocabulary"/> values. Valid until the next decode.</summary>
public readonly unsafe struct LogitRows(float* start, int count, int vocabulary)
{
    public int Count => count;

    public ReadOnlySpan<float> this[int row] => (uint)row < (uint)count
        ? new ReadOnlySpan<float>(start + ((long)row * vocabulary), vocabulary)
        : throw new ArgumentOutOfRangeException(nameof(row));
}
