using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// LLM dataset inference (Maini et al. 2024, arXiv 2406.06443): whether a suspect set scores more member-like than a
/// validation set of the same source that was never published. Half of the documents (A) fit a linear model of the
/// scores of many attacks; a one-sided t-test asks whether it ranks the suspects of the other half (B) higher. The same
/// is done with words alone as a control (Zhao et al. 2025, arXiv 2506.15271: a text classifier alone can reach
/// significance on a random split, so a result that does not beat it says nothing about a model).
/// </summary>
/// <remarks>
/// Unlike the reference implementation, quantiles and scale are taken from A alone and from both sets together (there
/// from all documents before the split, and from each set by itself); the test does not assume equal variances
/// (Welch); the fit is logistic regression with an L2 penalty to its optimum instead of 1,000 steps; halves keep groups
/// together and groups are averaged before the test. p-values of several halves depend on each other: twice their
/// median is a p-value whatever the dependence (Meinshausen, Meier and Bühlmann 2009, doi 10.1198/jasa.2009.tm08647,
/// after Rüschendorf 1982).
/// </remarks>
public static class DatasetInference
{
    /// <summary>Fewer documents of a set than this are not tested.</summary>
    public const int FewestDocuments = 20;

    /// <summary>Random halves.</summary>
    public const int Splits = 10;

    // On standardised features; small enough not to matter with many documents, large enough for attacks that say nearly the same.
    private const double Penalty = 0.01;

    /// <summary>The result does not depend on the order of the documents.</summary>
    /// <param name="documents">At least <see cref="FewestDocuments"/> of either set; <see cref="BlindDocument.IsFirst"/> marks suspects. Without features there is no control.</param>
    /// <param name="scores">For each document the scores of the same attacks, all finite.</param>
    /// <param name="resamples">Bootstrap resamples behind the intervals.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">There are too few documents, or the rows of scores do not fit.</exception>
    public static DatasetInferenceResult Run(IReadOnlyList<BlindDocument> documents, IReadOnlyList<double[]> scores, int resamples, int seed)
    {
        if (Math.Min(documents.Count(d => d.IsFirst), documents.Count(d => !d.IsFirst)) < FewestDocuments || scores.Count != documents.Count)
        {
            throw new ArgumentException($"Dataset inference needs a row of scores for each document and at least {FewestDocuments} documents of either set.", nameof(documents));
        }

        int[] order = [.. Enumerable.Range(0, documents.Count).OrderBy(i => documents[i].Key)];
        List<BlindDocument> ordered = [.. order.Select(i => documents[i])];
        double[][] rows = [.. order.Select(i => scores[i])];
        var (words, width) = BlindBaseline.Weigh(ordered);
        var halves = Enumerable.Range(0, Splits).Select(split => Folds.Make([.. ordered.Select(document => document.ForFolds)], unchecked(seed + (split * 7919)), parts: 2)).ToList();
        var attacks = new Ensemble(ordered, halves, fitted => FitAttacks(rows, ordered, fitted));
        var control = width == 0 ? null : new Ensemble(ordered, halves, fitted => FitWords(words, width, ordered, fitted));
        return new DatasetInferenceResult
        {
            Suspects = ordered.Count(d => d.IsFirst),
            Validation = ordered.Count(d => !d.IsFirst),
            Splits = Splits,
            KeepsGroupsTogether = halves[0].ByGroup,
            Attacks = attacks.Outcome(resamples, seed),
            Words = control?.Outcome(resamples, seed),
            Gain = control is null ? null : PairedAuc.Compare([.. attacks.Scored.Select(i => (attacks.Scores[i], control.Scores[i], ordered[i].IsFirst, ordered[i].Group))], resamples, seed).Gain,
        };
    }

    private static Func<int, double> FitAttacks(double[][] rows, List<BlindDocument> documents, List<int> fitted)
    {
        bool[] isFirst = [.. fitted.Select(i => documents[i].IsFirst)];
        var scaling = FeatureScaling.Fit([.. fitted.Select(i => rows[i])], isFirst);
        var penalty = Math.Max(Penalty, 1.0 / fitted.Count) / (scaling.Length * scaling.Length);
        var weights = LogisticRegression.Fit([.. fitted.Select(i => scaling.Apply(rows[i]))], isFirst, rows[0].Length, penalty);
        return i => scaling.Apply(rows[i]).Dot(weights);
    }

    private static Func<int, double> FitWords(SparseRow[] rows, int width, List<BlindDocument> documents, List<int> fitted)
    {
        var weights = LogisticRegression.Fit([.. fitted.Select(i => rows[i])], [.. fitted.Select(i => documents[i].IsFirst)], width, 1.0 / fitted.Count);
        return i => rows[i].Dot(weights);
    }

    /// <summary>The models of all halves together.</summary>
    private sealed class Ensemble
    {
        private readonly List<BlindDocument> _documents;
        private readonly List<double> _pValues = [];

        /// <param name="documents">All documents.</param>
        /// <param name="halves">Part 0 is fitted, part 1 is tested.</param>
        /// <param name="fit">From fitted documents to the score of any.</param>
        public Ensemble(List<BlindDocument> documents, List<Folds> halves, Func<List<int>, Func<int, double>> fit)
        {
            _documents = documents;
            Scores = new double[documents.Count];
            var times = new int[documents.Count];
            var judged = halves.OnAllCores(half =>
            {
                var parts = Enumerable.Range(0, documents.Count).ToLookup(i => half.Of[i]);
                var score = fit([.. parts[0]]);
                return parts[1].Select(i => (Document: i, Score: score(i))).ToList();
            });
            foreach (var (half, tested) in halves.Zip(judged))
            {
                _pValues.Add(WelchTest.Larger(Units(tested, half.ByGroup, true), Units(tested, half.ByGroup, false)));
                foreach (var (document, value) in tested)
                {
                    times[document]++;
                    Scores[document] += (value - Scores[document]) / times[document];
                }
            }

            Scored = [.. Enumerable.Range(0, documents.Count).Where(i => times[i] > 0)];
        }

        /// <summary>Mean score of each document over the halves in which it was tested.</summary>
        public double[] Scores { get; }

        /// <summary>Documents that were tested at all.</summary>
        public IReadOnlyList<int> Scored { get; }

        public SplitOutcome Outcome(int resamples, int seed) => new(
            Math.Min(1, 2 * _pValues.Median()),
            _pValues.Min(),
            _pValues.Max(),
            AucEstimate.Of([.. Scored.Select(i => new LabelledScore(Scores[i], _documents[i].IsFirst, _documents[i].Group))], resamples, seed));

        private List<double> Units(List<(int Document, double Score)> tested, bool byGroup, bool isFirst) =>
        [
            .. tested.Where(t => _documents[t.Document].IsFirst == isFirst)
                .GroupBy(t => byGroup && _documents[t.Document].Group is { } group ? (group, -1) : ("", t.Document))
                .Select(unit => unit.Average(t => t.Score)),
        ];
    }
}
