namespace LlmMiaProbe.Extraction.Similarity;

/// <summary>
/// The table of edit distances, column by column, as differences between neighbours in blocks of 64 rows (Myers 1999,
/// section 4), of which only the blocks near the diagonal are computed. What lies outside counts as further away than it
/// is, so a distance within the radius is exact and any other is too large.
/// </summary>
internal sealed class EditBand
{
    private readonly SymbolBits _bits;
    private readonly int _rows;
    private readonly ulong[] _rising;
    private readonly ulong[] _falling;
    private readonly int[] _bottom;

    /// <param name="pattern">The sequence down the rows; not empty.</param>
    public EditBand(ReadOnlySpan<int> pattern)
    {
        _bits = new SymbolBits(pattern);
        _rows = pattern.Length;
        var blocks = (_rows + 63) / 64;
        (_rising, _falling, _bottom) = (new ulong[blocks], new ulong[blocks], new int[blocks]);
    }

    /// <param name="text">The sequence along the columns.</param>
    /// <param name="radius">Largest distance that is exact; at least the difference of the lengths.</param>
    public int Distance(ReadOnlySpan<int> text, int radius)
    {
        var last = -1;
        for (var column = 1; column <= text.Length; column++)
        {
            var first = Math.Max(0, (column - radius - 1) / 64);
            var needed = (int)Math.Min(_bottom.Length - 1, ((long)column + radius - 1) / 64);
            while (last < needed)
            {
                Begin(++last, column - 1);
            }

            Advance(_bits.Of(text[column - 1]), first, last);
        }

        return _bottom[^1];
    }

    /// <summary>Before the first column distances grow by one a row; a block that the band reaches later is assumed to do so too.</summary>
    private void Begin(int block, int column)
    {
        (_rising[block], _falling[block]) = (ulong.MaxValue, 0);
        _bottom[block] = (block == 0 ? column : _bottom[block - 1]) + Math.Min(64, _rows - (64 * block));
    }

    private void Advance(ReadOnlySpan<(int Word, ulong Bits)> matches, int first, int last)
    {
        var entry = 0;
        var carried = 1;
        for (var block = first; block <= last; block++)
        {
            while (entry < matches.Length && matches[entry].Word < block)
            {
                entry++;
            }

            carried = Step(block, entry < matches.Length && matches[entry].Word == block ? matches[entry].Bits : 0, carried);
        }
    }

    /// <param name="block">The block.</param>
    /// <param name="equal">Rows whose symbol is that of the column.</param>
    /// <param name="above">Difference to the column before, in the row above the block: -1, 0 or 1.</param>
    /// <returns>The same for the last row of the block.</returns>
    private int Step(int block, ulong equal, int above)
    {
        var (rising, falling) = (_rising[block], _falling[block]);
        var vertical = equal | falling;
        equal |= above < 0 ? 1UL : 0;
        var horizontal = (((equal & rising) + rising) ^ rising) | equal;
        var growing = falling | ~(horizontal | rising);
        var shrinking = rising & horizontal;
        var lastRow = Math.Min(63, _rows - (64 * block) - 1);
        var below = (int)((growing >> lastRow) & 1) - (int)((shrinking >> lastRow) & 1);
        growing = (growing << 1) | (above > 0 ? 1UL : 0);
        shrinking = (shrinking << 1) | (above < 0 ? 1UL : 0);
        _rising[block] = shrinking | ~(vertical | growing);
        _falling[block] = growing & vertical;
        _bottom[block] += below;
        return below;
    }
}
