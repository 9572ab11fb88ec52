using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>The points of a ROC curve that a chart can show.</summary>
internal static class RocThinning
{
    private const int Cells = 250;
    private const int CellsPerDecade = 40;

    /// <summary>
    /// Drops points on the straight line between their neighbours, which changes nothing. Of what is left on long curves,
    /// keeps the first and last point in each cell of 1/250 of the false positive rate, finer towards 0: every point that
    /// is kept is one of the curve, and no cell is left out.
    /// </summary>
    /// <param name="points">From (0, 0) to (1, 1).</param>
    /// <param name="most">Corners up to which all are kept.</param>
    public static IReadOnlyList<RocPoint> Of(IReadOnlyList<RocPoint> points, int most)
    {
        List<RocPoint> corners = [.. points.Where((_, i) => i == 0 || i == points.Count - 1 || IsCorner(points[i - 1], points[i], points[i + 1]))];
        return corners.Count <= most
            ? corners
            : [.. corners.Where((point, i) => i == 0 || i == corners.Count - 1 || Cell(point) != Cell(corners[i - 1]) || Cell(point) != Cell(corners[i + 1]))];
    }

    private static bool IsCorner(RocPoint before, RocPoint point, RocPoint after)
    {
        long acrossBefore = point.FalsePositives - before.FalsePositives, upBefore = point.TruePositives - before.TruePositives;
        long acrossAfter = after.FalsePositives - point.FalsePositives, upAfter = after.TruePositives - point.TruePositives;
        return (acrossBefore * upAfter) != (acrossAfter * upBefore);
    }

    private static (int, int) Cell(RocPoint point) =>
        ((int)(point.FalsePositiveRate * Cells), point.FalsePositiveRate > 0
            ? (int)Math.Floor(Math.Log10(point.FalsePositiveRate) * CellsPerDecade)
            : int.MinValue);
}
