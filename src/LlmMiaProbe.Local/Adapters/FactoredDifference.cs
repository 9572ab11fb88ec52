using LlmMiaProbe.Files;
using LlmMiaProbe.Local.Gguf;
using MathNet.Numerics.LinearAlgebra;

namespace LlmMiaProbe.Local.Adapters;

/// <summary>
/// Makes a LoRA adapter of what a training changed: for each weight matrix the best approximation of a rank to the difference of tuned and
/// base, in the sense of least squares (the truncated singular value decomposition).
/// </summary>
/// <param name="Rank">Of each pair, at most.</param>
/// <param name="Matrices">Weight matrices that the adapter changes.</param>
/// <param name="Kept">Share of the squared norm of the differences of these matrices that the adapter keeps, 0 to 1.</param>
/// <param name="LeftOut">Tensors that differ and to which no adapter can be added, such as norms.</param>
/// <param name="LeftOutShare">Their share of the squared norm of all differences, 0 to 1.</param>
/// <param name="Bytes">Of the file.</param>
public sealed record FactoredDifference(int Rank, int Matrices, double Kept, IReadOnlyList<string> LeftOut, double LeftOutShare, long Bytes)
{
    /// <summary>Writes the adapter.</summary>
    /// <param name="basePath">The model before the training, with weights of 32 or 16 bits; one file.</param>
    /// <param name="tunedPath">The model after it.</param>
    /// <param name="rank">At least 1.</param>
    /// <param name="destination">GGUF to write.</param>
    /// <exception cref="ModelException">A file is no model, the two are not of one shape, their weights are quantised, or nothing differs.</exception>
    /// <exception cref="PrerequisiteException">A file is missing or cannot be written.</exception>
    public static FactoredDifference Write(string basePath, string tunedPath, int rank, string destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        var (start, tuned) = (Single(basePath), Single(tunedPath));
        var before = start.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var isTied = !before.ContainsKey("output.weight");
        var tensors = new List<(string Name, IReadOnlyList<long> Dimensions, Func<float[]> Values)>();
        var leftOut = new List<string>();
        var (total, kept, lost) = (0.0, 0.0, 0.0);
        foreach (var tensor in tuned.Tensors)
        {
            if (!before.TryGetValue(tensor.Name, out var other) || !other.Dimensions.SequenceEqual(tensor.Dimensions)
                || tuned.Tensors.Count != start.Tensors.Count)
            {
                throw new ModelException($"{tuned.Name} was not tuned from {start.Name}: the tensor {Quoted.Of(tensor.Name)} is not of the same shape in both");
            }

            var difference = TensorValues.Read(tuned, tensor).Zip(TensorValues.Read(start, other), (now, then) => (double)now - then).ToArray();
            var square = difference.Sum(value => value * value);
            if (square.Equals(0.0))
            {
                continue;
            }

            if (!double.IsFinite(square))
            {
                throw new ModelException($"{tuned.Name} or {start.Name} is damaged: the tensor {Quoted.Of(tensor.Name)} holds NaN or infinity");
            }

            if (!AdapterCheck.CanAdapt(tensor, isTied))
            {
                leftOut.Add(tensor.Name);
                lost += square;
                continue;
            }

            total += square;
            kept += Factor(tensor, difference, rank, tensors);
        }

        if (tensors.Count == 0)
        {
            throw new ModelException($"{tuned.Name} and {start.Name} differ in no matrix that an adapter can change, so there is nothing to write");
        }

        WholeModelFile.Write(destination, part =>
        {
            using var stream = PrivateFile.Create(part);
            AdapterWriter.Write(
                stream,
                start.Metadata.Text("general.architecture") ?? "",
                rank,
                new Dictionary<string, string> { ["general.name"] = $"difference of two models at rank {rank}" },
                tensors);
            stream.Flush(flushToDisk: true);
        });
        return new FactoredDifference(
            rank, tensors.Count / 2, kept / total, leftOut, lost / (total + lost), new FileInfo(destination).Length);
    }

    private static GgufFile Single(string path)
    {
        var model = GgufModel.Open(path);
        model.RequireScorable(GgufRelease.Newest);
        return model.Shards.Count == 1
            ? model.First
            : throw new ModelException($"{model.First.Name} is split into {model.Shards.Count} parts: merge them with llama.cpp's llama-gguf-split "
                + $"--merge first");
    }

    /// <returns>Squared norm of what the pair keeps.</returns>
    private static double Factor(
        GgufTensor tensor, double[] difference, int rank, List<(string Name, IReadOnlyList<long> Dimensions, Func<float[]> Values)> tensors)
    {
        var (columns, rows) = ((int)tensor.Dimensions[0], (int)tensor.Dimensions[1]);

        // Rows of outputs by columns of inputs.
        var matrix = Matrix<double>.Build.Dense(columns, rows, difference).Transpose();
        var isWide = rows <= columns;
        var gram = (isWide ? matrix.TransposeAndMultiply(matrix) : matrix.TransposeThisAndMultiply(matrix)).Evd(Symmetricity.Symmetric);

        // Ascending eigenvalues: the last vectors are those of the largest.
        var basis = gram.EigenVectors.SubMatrix(0, gram.EigenVectors.RowCount, gram.EigenVectors.ColumnCount - Math.Min(rank, Math.Min(rows, columns)),
            Math.Min(rank, Math.Min(rows, columns)));

        // All pairs have one rank, by which the loader divides the scale.
        var narrow = basis.ColumnCount;
        var (left, right) = isWide ? (basis, basis.TransposeThisAndMultiply(matrix)) : (matrix * basis, basis.Transpose());
        var square = (isWide ? right : left).Enumerate().Sum(value => value * value);
        var isEmbedding = tensor.Name == "token_embd.weight";

        // Row by row: of the first factor a row is one of the rank, of the second one output; the embeddings' first has a row for each token.
        var (first, second) = isEmbedding ? (left, right.Transpose()) : (right, left);
        tensors.Add((tensor.Name + AdapterCheck.FirstEnding, isEmbedding ? [rank, rows] : [columns, rank], () => Rows(first, isEmbedding, rank, narrow)));
        tensors.Add((tensor.Name + AdapterCheck.SecondEnding, isEmbedding ? [rank, columns] : [rank, rows], () => Rows(second, true, rank, narrow)));
        return square;
    }

    /// <summary>Elements row by row; filled up with zeros to the rank, in the columns or in the rows.</summary>
    private static float[] Rows(Matrix<double> matrix, bool isRankOfColumns, int rank, int narrow)
    {
        var padded = rank == narrow ? matrix
            : isRankOfColumns ? matrix.Append(Matrix<double>.Build.Dense(matrix.RowCount, rank - narrow))
            : matrix.Stack(Matrix<double>.Build.Dense(rank - narrow, matrix.ColumnCount));
        return Array.ConvertAll(padded.ToRowMajorArray(), value => (float)value);
    }
}
