namespace LlmMiaProbe.Similarity;

/// <summary>Where each symbol of a sequence stands, as bits in words of 64, only for the words in which it occurs: memory linear in the length.</summary>
internal sealed class SymbolBits
{
    private readonly Dictionary<int, int> _indices = [];
    private readonly int[] _starts;
    private readonly (int Word, ulong Bits)[] _entries;

    public SymbolBits(ReadOnlySpan<int> sequence)
    {
        foreach (var symbol in sequence)
        {
            _indices.TryAdd(symbol, _indices.Count);
        }

        var counts = new int[_indices.Count + 1];
        var lastWord = new int[_indices.Count];
        Array.Fill(lastWord, -1);
        for (var i = 0; i < sequence.Length; i++)
        {
            var index = _indices[sequence[i]];
            counts[index + 1] += lastWord[index] == i / 64 ? 0 : 1;
            lastWord[index] = i / 64;
        }

        for (var index = 1; index < counts.Length; index++)
        {
            counts[index] += counts[index - 1];
        }

        _starts = counts;
        _entries = new (int, ulong)[counts[^1]];
        Fill(sequence, lastWord);
    }

    /// <summary>The words of 64 places in which a symbol occurs, in order.</summary>
    public ReadOnlySpan<(int Word, ulong Bits)> Of(int symbol) =>
        _indices.TryGetValue(symbol, out var index) ? _entries.AsSpan(_starts[index].._starts[index + 1]) : [];

    private void Fill(ReadOnlySpan<int> sequence, int[] next)
    {
        Array.Copy(_starts, next, next.Length);
        for (var i = 0; i < sequence.Length; i++)
        {
            var index = _indices[sequence[i]];
            var at = next[index];
            if (at > _starts[index] && _entries[at - 1].Word == i / 64)
            {
                _entries[at - 1].Bits |= 1UL << i;
            }
            else
            {
                _entries[at] = (i / 64, 1UL << i);
                next[index]++;
            }
        }
    }
}
