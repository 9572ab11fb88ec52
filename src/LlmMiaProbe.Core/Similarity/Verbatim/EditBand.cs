using System.Numerics;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// The table of edit distances, column by column, as differences between neighbours in blocks of 64 rows (Myers 1999,
/// section 4), of which only the blocks near the diagonal are computed. What lies outside counts as further away than it
/// is, so a distance within the radius is exact and any other
/// is too large; a column that is wholly beyond the radius ends the search.
/// </summary>
internal sealed class EditBand
{
    private readonly SymbolBits _bits;
    private readonly int _rows;
    private readonly ulong[] _rising;
    private readonly ulong[] _falling;

    // Distance in the last row of the last block.
    private int _bottom;

    /// <param name="pattern">The sequence down the rows; not empty.</param>
    public EditBand(ReadOnlySpan<int> pattern)
    {
        _bits = new SymbolBits(pattern);
        _rows = pattern.Length;
        var blocks = (_rows + 63) / 64;
        (_rising, _falling) = (new ulong[blocks], new ulong[blocks]);
    }

    /// <param name="text">The sequence along the columns.</param>
    /// <param name="radius">Largest distance that is exact; at least the difference of the lengths.</param>
    public int Distance(ReadOnlySpan<int> text, int radius)
    {
        var last = -1;
        _bottom = 0;
        for (var column = 1; column <= text.Length; column++)
        {
            var first = Math.Max(0, (column - radius - 1) / 64);
            var needed = (int)Math.Min(_rising.Length - 1, ((long)column + radius - 1) / 64);
            while (last < needed)
            {
                Begin(++last);
            }

            Advance(_bits.Of(text[column - 1]), first, last);
            if (column % 64 == 0 && Least(first, last) > radius)
            {
                return int.MaxValue;
            }
        }

        return _bottom;
    }

    /// <summary>Before the first column distances grow by one a row; a block that the band reaches later is assumed to do so too.</summary>
    private void Begin(int block)
    {
        (_rising[block], _falling[block]) = (ulong.MaxValue, 0);
        _bottom += Rows(block);
    }

    private int Rows(int block) => Math.Min(64, _rows - (64 * block));

    /// <summary>A bound below every distance of the column: neighbouring rows differ by one at most.</summary>
    private int Least(int first, int last)
    {
        var (distance, least) = (_bottom, int.MaxValue);
        for (var block = last; block >= first; block--)
        {
            least = Math.Min(least, distance);
            var rows = ulong.MaxValue >> (64 - Rows(block));
            distance += BitOperations.PopCount(_falling[block] & rows) - BitOperations.PopCount(_rising[block] & rows);
        }

        return Math.Min(least, distance) - 64;
    }

    private void Advance(ReadOnlySpan<(int Word, ulong Bits)> matches, int first, int last)
    {
        var entry = 0;
        while (entry < matches.Length && matches[entry].Word < first)
        {
            entry++;
        }

        var carried = 1;
        for (var block = first; block <= last; block++)
        {
            var equal = 0UL;
            if (entry < matches.Length && matches[entry].Word == block)
            {
                equal = matches[entry++].Bits;
            }

            carried = Step(ref _rising[block], ref _falling[block], equal, carried, block == last ? Rows(block) - 1 : 63);
        }

        _bottom += carried;
    }

    /// <param name="rising">Rows of a block whose distance is one more than in the row above.</param>
    /// <param name="falling">Rows whose distance is one less.</param>
    /// <param name="equal">Rows whose symbol is that of the column.</param>
    /// <param name="above">Difference to the column before, in the row above the block: -1, 0 or 1.</param>
    /// <param name="lastRow">The row of the block whose difference is returned.</param>
    private static int Step(ref ulong rising, ref ulong falling, ulong equal, int above, int lastRow)
    {
        var vertical = equal | falling;
        equal |= above < 0 ? 1UL : 0;
        var horizontal = (((equal & rising) + rising) ^ rising) | equal;
        var growing = falling | ~(horizontal | rising);
        var shrinking = rising & horizontal;
        var below = (int)((growing >> lastRow) & 1) - (int)((shrinking >> lastRow) & 1);
        growing = (growing << 1) | (above > 0 ? 1UL : 0);
        shrinking = (shrinking << 1) | (above < 0 ? 1UL : 0);
        rising = shrinking | ~(vertical | growing);
        falling = growing & vertical;
        return below;
    }
}
