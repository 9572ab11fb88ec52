using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// The largest log p_z of the windows whose suffix covers a character, for each character of a document. Prefixes are given to the
/// model and never count. Takes a float a character; painting costs the characters of each suffix.
/// </summary>
public sealed class CharacterCoverage
{
    // NaN where no suffix reaches: p_z = 0 is a finding, no window is none.
    private float[] _series = [];
    private int _length;

    /// <summary>By character, nats; NaN where no suffix reaches. Ends with the last suffix.</summary>
    public ReadOnlySpan<float> Series => _series.AsSpan(0, _length);

    /// <summary>Characters that at least one suffix covers.</summary>
    public int Covered
    {
        get
        {
            var covered = 0;
            foreach (var value in Series)
            {
                covered += float.IsNaN(value) ? 0 : 1;
            }

            return covered;
        }
    }

    public void Paint(WindowPlace place, double logPz)
    {
        Extend(place.SuffixEnd);
        var value = (float)logPz;
        foreach (ref var character in _series.AsSpan(place.SuffixStart, place.SuffixEnd - place.SuffixStart))
        {
            // A comparison with NaN is false.
            character = character >= value ? character : value;
        }
    }

    /// <summary>Characters that a suffix covers with at least this probability.</summary>
    public int CountAtLeast(double probability) => CountAtLeast(probability, 0, _length);

    /// <summary>The same of the characters from one place up to another; at a probability of 0, all that a suffix covers.</summary>
    public int CountAtLeast(double probability, int start, int end)
    {
        var (least, count) = ((float)Math.Log(probability), 0);
        foreach (var value in Series[Math.Min(start, _length)..Math.Min(end, _length)])
        {
            count += value >= least ? 1 : 0;
        }

        return count;
    }

    /// <summary>Characters from a place up to another that a suffix covers with at least this probability.</summary>
    /// <param name="start">The first character.</param>
    /// <param name="end">One past the last; may lie beyond the series.</param>
    /// <param name="probability">0 for all that are covered.</param>
    public int CountBetween(int start, int end, double probability = 0)
    {
        var (least, count) = ((float)Math.Log(probability), 0);
        foreach (var value in Series[Math.Min(start, _length)..Math.Min(end, _length)])
        {
            // False where no suffix reaches.
            count += value >= least ? 1 : 0;
        }

        return count;
    }

    private void Extend(int length)
    {
        if (length > _series.Length)
        {
            var longer = new float[Math.Max(length, 2 * _series.Length)];
            _series.CopyTo(longer, 0);
            _series = longer;
        }

        if (length > _length)
        {
            _series.AsSpan(_length, length - _length).Fill(float.NaN);
            _length = length;
        }
    }
}
