using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Findings.Health;

/// <summary>
/// The distinct word 8-grams of many texts, or every second, fourth, ... of them by hash once there are too many: two
/// sketches then keep the same ones, so that what they share is a fair sample.
/// </summary>
internal sealed class NgramSketch
{
    /// <summary>Words in an n-gram.</summary>
    public const int Words = 8;

    private const int Most = 1 << 18;

    private readonly HashSet<ulong> _hashes = [];
    private ulong _mask;

    public void Add(IReadOnlyList<TextToken> tokens)
    {
        Span<ulong> window = stackalloc ulong[Words];
        var count = 0;
        foreach (var token in tokens)
        {
            if (!token.IsWord)
            {
                continue;
            }

            window[count++ % Words] = token.Hash;
            if (count >= Words)
            {
                Add(Combine(window, count));
            }
        }
    }

    /// <summary>Share of this one's n-grams that occur in the other, 0 to 1; null if this one has none.</summary>
    public double? ShareIn(NgramSketch other)
    {
        var mask = _mask | other._mask;
        var kept = _hashes.Where(hash => (hash & mask) == 0).ToList();
        return kept.Count == 0 ? null : (double)kept.Count(other._hashes.Contains) / kept.Count;
    }

    private void Add(ulong hash)
    {
        if ((hash & _mask) == 0 && _hashes.Add(hash) && _hashes.Count > Most)
        {
            _mask = (_mask << 1) | 1;
            _hashes.RemoveWhere(kept => (kept & _mask) != 0);
        }
    }

    private static ulong Combine(ReadOnlySpan<ulong> window, int next)
    {
        var hash = 0UL;
        for (var i = 0; i < Words; i++)
        {
            hash = StableHash.Mix(hash ^ window[(next + i) % Words]);
        }

        return hash;
    }
}
