using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Whether one set of documents is higher in some outcome than another with the same covariates: least squares on the set and the
/// covariates in one regression (analysis of covariance, Fisher 1932). The standard error is a jackknife over units of documents
/// that depend on each other (CV3, MacKinnon, Nielsen and Webb 2023, Journal of Econometrics 232), so neither equal variances
/// nor independence within units is assumed.
/// </summary>
/// <param name="PValue">One-sided, of the first set being higher; 1 if the outcome does not vary.</param>
/// <param name="Effect">
/// How much higher, in standard deviations of what the regression leaves, with its 95% interval; 0 for an outcome that does not vary.
/// </param>
internal sealed record CovarianceAnalysis(double PValue, Estimate Effect)
{
    // Keeps columns that vanish without a unit solvable; far below what a value is rounded to.
    private const double Jitter = 1e-9;

    /// <param name="outcome">Finite.</param>
    /// <param name="isFirst">The set of each; both occur.</param>
    /// <param name="covariates">A row each, all of one length; may be empty.</param>
    /// <param name="units">The unit of each; null for a document by itself.</param>
    public static CovarianceAnalysis Of(
        IReadOnlyList<double> outcome, IReadOnlyList<bool> isFirst, IReadOnlyList<double[]> covariates, IReadOnlyList<string?> units)
    {
        var scale = outcome.PopulationStandardDeviation();
        if (!(scale > 0))
        {
            return new CovarianceAnalysis(1, new Estimate(0, 0, 0));
        }

        var centre = outcome.Mean();
        var y = Vector<double>.Build.Dense([.. outcome.Select(value => (value - centre) / scale)]);
        var x = Design(isFirst, covariates);
        var whole = new Sums(x.TransposeThisAndMultiply(x), x.TransposeThisAndMultiply(y));
        var fitted = whole.Solve();
        var kin = Enumerable.Range(0, y.Count).GroupBy(i => units[i] ?? $"\0{i}", StringComparer.Ordinal).Select(unit => unit.ToArray()).ToList();
        var squares = 0.0;
        foreach (var unit in kin)
        {
            var rows = Matrix<double>.Build.DenseOfRows(unit.Select(i => x.Row(i)));
            var left = whole.Without(rows, Vector<double>.Build.Dense([.. unit.Select(i => y[i])])).Solve();
            squares += (left[1] - fitted[1]) * (left[1] - fitted[1]);
        }

        var error = Math.Sqrt(squares * (kin.Count - 1) / kin.Count);
        var freedom = Math.Max(1, Math.Min(y.Count - x.ColumnCount, Freedom(kin, isFirst)));
        var spread = Math.Max((y - (x * fitted)).PopulationStandardDeviation(), 1e-12);
        var half = StudentT.InvCDF(0, 1, freedom, 0.975) * error;
        var p = error > 0 ? StudentT.CDF(0, 1, freedom, -fitted[1] / error) : 1;
        return new CovarianceAnalysis(p, new Estimate(fitted[1] / spread, (fitted[1] - half) / spread, (fitted[1] + half) / spread));
    }

    // One less than the units that count, or one less for each set if no unit has documents of both.
    private static double Freedom(List<int[]> units, IReadOnlyList<bool> isFirst)
    {
        double Kish(Func<int[], double> size) => units.Sum(size) * units.Sum(size) / units.Sum(unit => size(unit) * size(unit));
        var isMixed = units.Exists(unit => unit.Any(i => isFirst[i]) && unit.Any(i => !isFirst[i]));
        return isMixed
            ? Kish(unit => unit.Length) - 1
            : Kish(unit => unit.Count(i => isFirst[i])) + Kish(unit => unit.Count(i => !isFirst[i])) - 2;
    }

    private static Matrix<double> Design(IReadOnlyList<bool> isFirst, IReadOnlyList<double[]> covariates)
    {
        var width = covariates.Count == 0 ? 0 : covariates[0].Length;
        List<double[]> columns = [[.. isFirst.Select(_ => 1.0)], [.. isFirst.Select(first => first ? 1.0 : 0)]];
        for (var c = 0; c < width; c++)
        {
            double[] column = [.. covariates.Select(row => row[c])];
            var (mean, deviation) = (column.Mean(), column.PopulationStandardDeviation());
            if (deviation > 1e-12)
            {
                columns.Add(Array.ConvertAll(column, value => (value - mean) / deviation));
            }
        }

        return Matrix<double>.Build.DenseOfColumnArrays(columns);
    }

    private sealed record Sums(Matrix<double> Squares, Vector<double> Products)
    {
        public Sums Without(Matrix<double> x, Vector<double> y) => new(Squares - x.TransposeThisAndMultiply(x), Products - x.TransposeThisAndMultiply(y));

        public Vector<double> Solve() =>
            (Squares + (Matrix<double>.Build.DenseIdentity(Squares.RowCount) * (Jitter * Squares[0, 0]))).Cholesky().Solve(Products);
    }
}
