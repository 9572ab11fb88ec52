namespace LlmMiaProbe.Statistics;

/// <summary>
/// Tells two sets of documents apart by their words alone, without any model (Das, Zhang and Tramèr 2024, arXiv
/// 2406.16201; Meeus et al. 2024, arXiv 2406.17975): tf-idf of hashed words and pairs of words, logistic regression,
/// five-fold cross-validation, repeated with other folds. Sets that differ by chance alone give an AUC around 0.5.
/// </summary>
/// <remarks>
/// The AUC is the mean of the AUCs inside the folds: scores of different folds come from different classifiers, and their
/// pooled AUC falls below 0.5 without any signal. The interval is that of <see cref="CrossValidatedMean"/>.
/// </remarks>
public static class BlindBaseline
{
    /// <summary>Features are numbers below this.</summary>
    public const int FeatureCount = 1 << 20;

    private const int Repeats = 3;

    /// <summary>The result does not depend on the order of the documents.</summary>
    /// <param name="documents">At least five of either set.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cancellationToken">Stops between folds.</param>
    public static BlindBaselineResult Run(IEnumerable<BlindDocument> documents, int seed, CancellationToken cancellationToken = default)
    {
        var ordered = documents.OrderBy(document => document.Key).ToList();
        if (ordered.Count(document => document.IsFirst) < Folds.Count || ordered.Count(document => !document.IsFirst) < Folds.Count)
        {
            throw new ArgumentException($"A blind baseline needs at least {Folds.Count} documents of either set.", nameof(documents));
        }

        var (rows, width) = Weigh(ordered);
        FoldedDocument[] folded = [.. ordered.Select(document => document.ForFolds)];
        Folds[] repeats = [.. Enumerable.Range(0, Repeats).Select(repeat => Folds.Make(folded, unchecked((seed * Repeats) + repeat)))];
        var aucs = Enumerable.Range(0, Repeats * Folds.Count).OnAllCores(i => AucOf(repeats[i / Folds.Count].Of, i % Folds.Count), cancellationToken).OfType<double>();
        return new BlindBaselineResult(CrossValidatedMean.Of([.. aucs], Folds.Count, 0, 1), repeats[^1].ByGroup);

        double? AucOf(int[] folds, int fold)
        {
            List<int> training = [.. Enumerable.Range(0, ordered.Count).Where(i => folds[i] != fold)];
            var weights = LogisticRegression.Fit([.. training.Select(i => rows[i])], [.. training.Select(i => ordered[i].IsFirst)], width, 1.0 / training.Count);
            var held = Enumerable.Range(0, ordered.Count).Where(i => folds[i] == fold)
                .Select(i => new LabelledScore(rows[i].Dot(weights), ordered[i].IsFirst));
            return RocCurve.TryCreate([.. held], out var curve) ? curve.Auc : null;
        }
    }

    /// <summary>Tf-idf rows of length 1 (0 for a document without words), and their width. Labels play no part.</summary>
    internal static (SparseRow[] Rows, int Width) Weigh(IReadOnlyList<BlindDocument> documents)
    {
        var frequencies = new int[FeatureCount];
        foreach (var feature in documents.SelectMany(document => document.Features))
        {
            frequencies[feature]++;
        }

        // Features that occur in one document only cannot help with another one.
        var places = new int[FeatureCount];
        var width = 0;
        for (var feature = 0; feature < FeatureCount; feature++)
        {
            places[feature] = frequencies[feature] > 1 ? width++ : -1;
        }

        return ([.. documents.Select(document => Weigh(document, documents.Count, frequencies, places))], width);
    }

    private static SparseRow Weigh(BlindDocument document, int documents, int[] frequencies, int[] places)
    {
        var indices = new List<int>(document.Features.Length);
        var values = new List<double>(document.Features.Length);
        for (var i = 0; i < document.Features.Length; i++)
        {
            var feature = document.Features[i];
            if (places[feature] >= 0)
            {
                indices.Add(places[feature]);
                values.Add((1 + Math.Log(document.Counts[i])) * (1 + Math.Log((1.0 + documents) / (1.0 + frequencies[feature]))));
            }
        }

        var length = Math.Sqrt(values.Sum(value => value * value));
        return new SparseRow([.. indices], [.. values.Select(value => (float)(value / length))]);
    }
}
