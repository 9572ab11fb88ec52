namespace LlmMiaProbe.Statistics;

/// <summary>
/// Tells two sets of documents apart by their words alone, without any model (Das, Zhang and Tramèr 2024, arXiv
/// 2406.16201; Meeus et al. 2024, arXiv 2406.17975): tf-idf of hashed words and pairs of words, logistic regression,
/// five-fold cross-validation. Sets that differ by chance alone give an AUC around 0.5.
/// </summary>
public static class BlindBaseline
{
    /// <summary>Features are numbers below this.</summary>
    public const int FeatureCount = 1 << 20;

    /// <summary>The result does not depend on the order of the documents.</summary>
    /// <param name="documents">At least five of either set.</param>
    /// <param name="resamples">Bootstrap resamples behind the interval.</param>
    /// <param name="seed">The run's seed.</param>
    public static BlindBaselineResult Run(IEnumerable<BlindDocument> documents, int resamples, int seed)
    {
        var ordered = documents.OrderBy(document => document.Key).ToList();
        if (ordered.Count(document => document.IsFirst) < Folds.Count || ordered.Count(document => !document.IsFirst) < Folds.Count)
        {
            throw new ArgumentException($"A blind baseline needs at least {Folds.Count} documents of either set.", nameof(documents));
        }

        var (rows, width) = Weigh(ordered);
        var folds = Folds.Make([.. ordered.Select(document => new FoldedDocument(document.Key, document.Group, document.IsFirst))], seed);
        var scored = new List<LabelledScore>(ordered.Count);
        for (var fold = 0; fold < Folds.Count; fold++)
        {
            List<int> training = [.. Enumerable.Range(0, ordered.Count).Where(i => folds.Of[i] != fold)];
            var weights = LogisticRegression.Fit([.. training.Select(i => rows[i])], [.. training.Select(i => ordered[i].IsFirst)], width, 1.0 / training.Count);
            scored.AddRange(Enumerable.Range(0, ordered.Count).Where(i => folds.Of[i] == fold)
                .Select(i => new LabelledScore(rows[i].Dot(weights), ordered[i].IsFirst, ordered[i].Group)));
        }

        return new BlindBaselineResult(AucEstimate.Of(scored, resamples, seed), folds.ByGroup);
    }

    // Features that occur in one document only cannot help with another one.
    private static (SparseRow[] Rows, int Width) Weigh(List<BlindDocument> documents)
    {
        var frequencies = new int[FeatureCount];
        foreach (var feature in documents.SelectMany(document => document.Features))
        {
            frequencies[feature]++;
        }

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
