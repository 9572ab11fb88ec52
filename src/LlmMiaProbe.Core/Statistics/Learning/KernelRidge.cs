namespace LlmMiaProbe.Statistics;

/// <summary>
/// Kernel ridge regression on two classes that is fitted once for all labels and folds: with G = (K + c·I)⁻¹, the prediction
/// for held-out rows F from the targets t of the others is -(G_FF)⁻¹ (G t)_F with t = 0 in F, the identity behind leave-one-out
/// in closed form (Rifkin and Lippert 2007, Notes on Regularized Least Squares). So a refit with other labels or folds costs a
/// few small systems of equations instead of a training.
/// </summary>
internal sealed class KernelRidge
{
    private readonly double[][] _inverse;

    /// <param name="kernel">n × n, symmetric and positive semi-definite; overwritten.</param>
    /// <param name="penalty">c, above 0.</param>
    public KernelRidge(double[][] kernel, double penalty)
    {
        var n = kernel.Length;
        for (var i = 0; i < n; i++)
        {
            kernel[i][i] += penalty;
        }

        Factorise(kernel);

        // Row j is column j of the inverse of the lower factor, of which all entries before j are 0.
        var columns = Enumerable.Range(0, n).OnAllCores(j =>
        {
            var column = new double[n];
            column[j] = 1 / kernel[j][j];
            for (var i = j + 1; i < n; i++)
            {
                column[i] = -DenseRow.Dot(kernel[i].AsSpan(j, i - j), column.AsSpan(j, i - j)) / kernel[i][i];
            }

            return column;
        });
        _inverse = Enumerable.Range(0, n).OnAllCores(i =>
        {
            var row = new double[n];
            for (var j = 0; j < n; j++)
            {
                var from = Math.Max(i, j);
                row[j] = DenseRow.Dot(columns[i].AsSpan(from), columns[j].AsSpan(from));
            }

            return row;
        });
    }

    /// <summary>
    /// A score for each row from the rows of the other folds, higher for the first class. The classes weigh the same in each fit
    /// (targets 1/n₁ and -1/n₂), so that scores of different folds can be pooled whatever their shares of the classes.
    /// </summary>
    public double[] HeldOut(bool[] isFirst, int[] folds, int parts)
    {
        var scores = new double[isFirst.Length];
        var targets = new double[isFirst.Length];
        for (var fold = 0; fold < parts; fold++)
        {
            var (first, second) = (0, 0);
            var held = new List<int>();
            for (var i = 0; i < folds.Length; i++)
            {
                if (folds[i] == fold)
                {
                    held.Add(i);
                }
                else if (isFirst[i])
                {
                    first++;
                }
                else
                {
                    second++;
                }
            }

            if (held.Count == 0 || first == 0 || second == 0)
            {
                continue;
            }

            for (var i = 0; i < folds.Length; i++)
            {
                targets[i] = folds[i] == fold ? 0 : isFirst[i] ? 1.0 / first : -1.0 / second;
            }

            Predict(held, targets, scores);
        }

        return scores;
    }

    private void Predict(List<int> held, double[] targets, double[] scores)
    {
        var block = new double[held.Count][];
        var right = new double[held.Count];
        for (var i = 0; i < held.Count; i++)
        {
            var row = _inverse[held[i]];
            right[i] = -DenseRow.Dot(row, targets);
            block[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                block[i][j] = row[held[j]];
            }
        }

        Factorise(block);
        for (var i = 0; i < right.Length; i++)
        {
            right[i] = (right[i] - DenseRow.Dot(block[i].AsSpan(0, i), right.AsSpan(0, i))) / block[i][i];
        }

        for (var i = right.Length - 1; i >= 0; i--)
        {
            right[i] /= block[i][i];
            for (var j = 0; j < i; j++)
            {
                right[j] -= block[i][j] * right[i];
            }
        }

        for (var i = 0; i < right.Length; i++)
        {
            scores[held[i]] = right[i];
        }
    }

    // Cholesky by rows, in place of the lower triangle: every inner product runs along memory.
    private static void Factorise(double[][] lower)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                lower[i][j] = (lower[i][j] - DenseRow.Dot(lower[i].AsSpan(0, j), lower[j].AsSpan(0, j))) / lower[j][j];
            }

            lower[i][i] = Math.Sqrt(lower[i][i] - DenseRow.Dot(lower[i].AsSpan(0, i), lower[i].AsSpan(0, i)));
        }
    }
}
