using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Columns of what can be measured of texts: the logarithm of the length as a natural cubic spline with four degrees of freedom
/// (Hastie, Tibshirani and Friedman 2009, 5.2.1), what of the rest varies, and ones for years and languages that occur often
/// enough. What set a document belongs to plays no part.
/// </summary>
internal static class CovariateTable
{
    /// <summary>Documents that a language or a span of years needs for a column of its own.</summary>
    private const int LeastOfKind = 10;

    private static readonly double[] s_knots = [0.02, 0.25, 0.5, 0.75, 0.98];

    /// <returns>A row a document, all of one length; columns that do not vary are left out.</returns>
    public static double[][] Of(IReadOnlyList<TextCovariates> texts)
    {
        double[] lengths = [.. texts.Select(text => Math.Log(1 + text.Bytes))];
        List<double[]> columns =
        [
            .. Spline(lengths),
            [.. texts.Select(text => text.ZlibRatio)],
            [.. texts.Select(text => text.CharactersPerWord)],
            [.. texts.Select(text => text.Digits)],
            [.. texts.Select(text => text.Capitals)],
            [.. texts.Select(text => text.NotAscii)],
            .. Kinds([.. texts.Select(text => text.Language)]),
            .. Years([.. texts.Select(text => text.LatestYear)]),
        ];
        columns.RemoveAll(column => column.Max() - column.Min() < 1e-12);
        return [.. Enumerable.Range(0, texts.Count).Select(i => columns.ConvertAll(column => column[i]).ToArray())];
    }

    /// <summary>The value itself, and three functions that are straight outside of the outer knots.</summary>
    internal static IEnumerable<double[]> Spline(double[] values)
    {
        yield return values;
        double[] sorted = [.. values.Order()];
        double[] knots = [.. s_knots.Select(share => SortedArrayStatistics.Quantile(sorted, share)).Distinct()];
        for (var k = 0; k < knots.Length - 2; k++)
        {
            yield return [.. values.Select(value => Bend(value, knots[k], knots[^1]) - Bend(value, knots[^2], knots[^1]))];
        }
    }

    private static double Bend(double value, double knot, double last) => (Cube(value - knot) - Cube(value - last)) / (last - knot);

    private static double Cube(double value) => value > 0 ? value * value * value : 0;

    private static IEnumerable<double[]> Kinds(IReadOnlyList<string> kinds) => kinds
        .GroupBy(kind => kind, StringComparer.Ordinal).Where(kind => kind.Count() >= LeastOfKind)
        .Select(kind => kind.Key).Order(StringComparer.Ordinal)
        .Select(kind => kinds.Select(other => other == kind ? 1.0 : 0).ToArray());

    // None, and the named ones in three parts of about equal size.
    private static IEnumerable<double[]> Years(IReadOnlyList<int> years)
    {
        int[] named = [.. years.Where(year => year > 0).Order()];
        return named.Length == 0
            ? []
            : Kinds(
                [
                    .. years.Select(
                        year => year == 0 ? "none" : year < named[named.Length / 3] ? "early" : year < named[named.Length * 2 / 3] ? "middle" : "late"),
                ]);
    }
}
