using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Whether a suspect set scores more member-like than a validation set that was never published, beyond what differs in their
/// texts: LLM dataset inference (Maini et al. 2024, arXiv 2406.06443) with a direction and with covariates. Half of the
/// documents (A) fit weights of the attacks that are not below 0, beside the covariates; on the other half (B) the weighted score
/// is regressed on the set and the covariates (<see cref="CovarianceAnalysis"/>), and the test is one-sided.
/// </summary>
/// <remarks>
/// The covariates are those of <see cref="CovariateTable"/> and the score of a classifier of words that did not see the document.
/// A collection that merely differs is not called used: attacks that speak against membership get no weight, and a collection that
/// is longer, later or in another language is held against documents alike in that. Where hardly any are alike
/// (<see cref="DatasetInferenceResult.Overlap"/>), the collections are not comparable. p-values of several halves depend on each
/// other: twice their median is a p-value whatever the dependence (Meinshausen, Meier and Bühlmann 2009, doi
/// 10.1198/jasa.2009.tm08647, after Rüschendorf 1982). The controls are the same halves judged by the texts alone (Zhao et al.
/// 2025, arXiv 2506.15271).
/// </remarks>
internal static class DatasetInference
{
    /// <summary>Fewer documents of a set than this are not tested.</summary>
    public const int FewestDocuments = 20;

    /// <summary>Random halves.</summary>
    public const int Splits = 10;

    /// <summary>The share of suspects that must lie within what the validation set shows.</summary>
    public const double LeastOverlap = 0.8;

    /// <summary>The result does not depend on the order of the documents.</summary>
    /// <param name="documents">
    /// At least <see cref="FewestDocuments"/> of either set; <see cref="BlindDocument.IsFirst"/> marks suspects. Without features words
    /// play no part.
    /// </param>
    /// <param name="texts">What is measured of each.</param>
    /// <param name="scores">For each document the scores of the same attacks, all finite, higher for members.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">There are too few documents, or the rows of scores do not fit.</exception>
    public static DatasetInferenceResult Run(
        IReadOnlyList<BlindDocument> documents, IReadOnlyList<TextCovariates> texts, IReadOnlyList<double[]> scores, int seed)
    {
        if (Math.Min(documents.Count(d => d.IsFirst), documents.Count(d => !d.IsFirst)) < FewestDocuments
            || scores.Count != documents.Count
            || texts.Count != documents.Count)
        {
            throw new ArgumentException(
                $"Dataset inference needs a row of scores for each document and at least {FewestDocuments} documents of either set.", nameof(documents));
        }

        int[] order = [.. Enumerable.Range(0, documents.Count).OrderBy(i => documents[i].Key)];
        List<BlindDocument> ordered = [.. order.Select(i => documents[i])];
        var (words, width) = WordWeights.Of(ordered);
        var halves = Enumerable.Range(0, Splits)
            .Select(split => Folds.Make([.. ordered.Select(document => document.ForFolds)], unchecked(seed + (split * 7919)), parts: 2))
            .ToList();
        var inputs = new InferenceInputs(
            ordered, [.. order.Select(i => scores[i])], CovariateTable.Of([.. order.Select(i => texts[i])]), width == 0 ? null : words, width);
        var judged = halves.OnAllCores(half => InferenceHalf.Of(inputs, half, seed));
        var attacks = new HalvesTally(ordered, judged, half => half.Attacks);
        var text = new HalvesTally(ordered, judged, half => half.Texts);
        var reverse = new HalvesTally(ordered, judged, half => half.Reverse);
        return new DatasetInferenceResult
        {
            Suspects = ordered.Count(d => d.IsFirst),
            Validation = ordered.Count(d => !d.IsFirst),
            Splits = Splits,
            KeepsGroupsTogether = halves[0].ByGroup,
            Attacks = attacks.Outcome,
            Words = width == 0 ? null : new HalvesTally(ordered, judged, half => half.Words ?? half.Texts).Outcome,
            Texts = text.Outcome,
            Reverse = reverse.Outcome,
            Effect = Median([.. judged.Select(half => half.Effect)]),
            HalvesWithoutDirection = judged.Count(half => half.HasNoDirection),
            Overlap = Overlap(text),
            Gain = width == 0
                ? null
                : PairedAuc.Compare([.. attacks.Scored.Select(i => (attacks.Scores[i], text.Scores[i], ordered[i].IsFirst, ordered[i].Group))]).Gain,
        };
    }

    // Within the middle 98% of the validation set, by what the texts alone say of each.
    private static double Overlap(HalvesTally texts)
    {
        double[] validation = [.. texts.Of(isFirst: false).Order()];
        var (low, high) = (SortedArrayStatistics.Quantile(validation, 0.01), SortedArrayStatistics.Quantile(validation, 0.99));
        var suspects = texts.Of(isFirst: true);
        return suspects.Count(value => value >= low && value <= high) / (double)suspects.Count;
    }

    private static Estimate Median(IReadOnlyList<Estimate> estimates) =>
        new(estimates.Select(one => one.Value).Median(), estimates.Select(one => one.Low).Median(), estimates.Select(one => one.High).Median());
}

/// <summary>What one kind of features tells about two sets over several random halves. Kept as JSON.</summary>
/// <param name="PValue">Twice the median over halves, at most 1.</param>
/// <param name="LowestPValue">The lowest of a single half.</param>
/// <param name="HighestPValue">The highest of a single half.</param>
/// <param name="Auc">Of documents' mean scores from the halves in which they were not fitted.</param>
public sealed record SplitOutcome(double PValue, double LowestPValue, double HighestPValue, Estimate Auc);
