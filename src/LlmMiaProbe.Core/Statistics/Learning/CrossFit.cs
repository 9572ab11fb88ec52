using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// A logistic regression on several scores that never sees the label of a document it judges. All documents, labelled or
/// not, are dealt into five parts whatever their labels, groups kept together; each is judged by the model that was
/// fitted on the labelled documents of the other four parts. So no label moves its own document's score, and documents
/// without a label are judged just as those with one.
/// </summary>
/// <remarks>
/// Scores are first put on one scale by <see cref="NormalScores"/> of the same labelled documents. There is no intercept
/// and both classes weigh the same: scores of different parts can be pooled although the shares of the classes differ.
/// Every score is higher for the first class by its definition, so no weight is below 0 (as in Zhao et al. 2025, arXiv
/// 2506.15271). They sum to 1, and half of that is shared equally (shrinkage as in Stock and Watson 2004, Journal of
/// Forecasting 23). Free weights turn noise round in the documents that they did not see: of the intervals of such AUCs
/// a fifth misses one half.
/// </remarks>
internal static class CrossFit
{
    /// <summary>Labelled documents of either class that a model is fitted on at least.</summary>
    public const int FewestOfAClass = 20;

    /// <summary>The result does not depend on the order of the documents.</summary>
    /// <param name="documents">Finite features, equally many of each document; ids are unique.</param>
    /// <returns>Higher for what resembles the first class; null if there are too few labels outside of the document's part.</returns>
    public static double?[] Score(IReadOnlyList<CrossFitDocument> documents)
    {
        var scores = new double?[documents.Count];
        int[] order = [.. Enumerable.Range(0, documents.Count).OrderBy(i => documents[i].Id, StringComparer.Ordinal)];
        var parts = Folds.WhateverTheSet([.. order.Select(i => new FoldedDocument(StableHash.Of(documents[i].Id), documents[i].Group, IsFirst: true))]).Of;
        for (var part = 0; part < Folds.Count; part++)
        {
            List<CrossFitDocument> training =
            [
                .. order.Where((_, place) => parts[place] != part).Select(i => documents[i]).Where(document => document.IsFirst is not null),
            ];
            if (training.Count(document => document.IsFirst == true) < FewestOfAClass || training.Count(document => document.IsFirst == false) < FewestOfAClass)
            {
                continue;
            }

            var model = Fit(training);
            foreach (var i in order.Where((_, place) => parts[place] == part))
            {
                scores[i] = model(documents[i].Features);
            }
        }

        return scores;
    }

    private static Func<double[], double> Fit(List<CrossFitDocument> training)
    {
        var width = training[0].Features.Length;
        NormalScores[] scales = [.. Enumerable.Range(0, width).Select(f => new NormalScores(training.Select(document => document.Features[f])))];
        var longest = scales[0].Largest * Math.Sqrt(width);
        var weights = LogisticRegression.Fit(
            [.. training.Select(document => Row(document.Features))],
            [.. training.Select(document => document.IsFirst == true)],
            width,
            1.0 / training.Count,
            rising: width);
        var sum = weights.Sum();
        weights = Array.ConvertAll(weights, weight => (0.5 / width) + (0.5 * (sum > 0 ? weight / sum : 1.0 / width)));
        return features => Row(features).Dot(weights);

        DenseRow Row(double[] features) => new([.. features.Select((value, f) => scales[f].Of(value) / longest)]);
    }
}

/// <summary>A document as <see cref="CrossFit"/> sees it.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="IsFirst">Its class, or null if it is not known.</param>
/// <param name="Features">Finite.</param>
internal readonly record struct CrossFitDocument(string Id, string? Group, bool? IsFirst, double[] Features);
