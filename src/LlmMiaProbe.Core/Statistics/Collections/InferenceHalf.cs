using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>What all halves of <see cref="DatasetInference"/> start from, in the order of the documents.</summary>
/// <param name="Documents">Both sets.</param>
/// <param name="Scores">A row of attack scores each.</param>
/// <param name="Covariates">A row of what is measured of the text each.</param>
/// <param name="Words">Weighted words of each; null without texts.</param>
/// <param name="Width">How many different words there are.</param>
internal sealed record InferenceInputs(IReadOnlyList<BlindDocument> Documents, double[][] Scores, double[][] Covariates, SparseRow[]? Words, int Width);

/// <summary>What one half finds, judged on the documents that it was not fitted on.</summary>
/// <param name="Tested">Those documents.</param>
/// <param name="Attacks">p-value and scores by the attacks.</param>
/// <param name="Reverse">The same with all attacks the other way round.</param>
/// <param name="Texts">p-value and scores by all that is measured of the texts.</param>
/// <param name="Words">The same by words alone; null without texts.</param>
/// <param name="Effect">How much higher the suspects are by the attacks, in standard deviations.</param>
/// <param name="HasNoDirection">Whether no attack has a weight.</param>
internal sealed record InferenceHalf(
    IReadOnlyList<int> Tested, HalfOutcome Attacks, HalfOutcome Reverse, HalfOutcome Texts, HalfOutcome? Words, Estimate Effect, bool HasNoDirection)
{
    // On standardised features; small enough not to matter with many documents, large enough for attacks that say nearly the same.
    private const double Penalty = 0.01;

    public static InferenceHalf Of(InferenceInputs inputs, Folds half, int seed)
    {
        var parts = Enumerable.Range(0, inputs.Documents.Count).ToLookup(i => half.Of[i]);
        List<int> fitted = [.. parts[0]];
        List<int> tested = [.. parts[1]];
        var words = inputs.Words is null ? null : OutOfSample(inputs, inputs.Words, fitted, tested, seed);
        double[][] covariates = [.. inputs.Covariates.Select((row, i) => words is null ? row : (double[])[.. row, words[i]])];
        var texts = Fit(inputs, covariates, fitted, rising: 0);
        var (score, hasDirection) = FitAttacks(inputs, covariates, fitted, 1);
        var (reversed, _) = FitAttacks(inputs, covariates, fitted, -1);
        var analysis = Analyse(inputs, tested, score, covariates);
        return new InferenceHalf(
            tested,
            new HalfOutcome(hasDirection ? analysis.PValue : 1, [.. tested.Select(score)]),
            new HalfOutcome(Analyse(inputs, tested, reversed, covariates).PValue, [.. tested.Select(reversed)]),
            new HalfOutcome(Analyse(inputs, tested, texts.Score, []).PValue, [.. tested.Select(texts.Score)]),
            words is null ? null : new HalfOutcome(Analyse(inputs, tested, i => words[i], []).PValue, [.. tested.Select(i => words[i])]),
            analysis.Effect,
            !hasDirection);
    }

    private static CovarianceAnalysis Analyse(
        InferenceInputs inputs, List<int> tested, Func<int, double> outcome, double[][] covariates) => CovarianceAnalysis.Of(
        [.. tested.Select(outcome)],
        [.. tested.Select(i => inputs.Documents[i].IsFirst)],
        covariates.Length == 0 ? [] : [.. tested.Select(i => covariates[i])],
        [.. tested.Select(i => inputs.Documents[i].Group)]);

    /// <summary>Weights of the attacks, not below 0, beside the covariates, whose part is then left out.</summary>
    private static (Func<int, double> Score, bool HasDirection) FitAttacks(InferenceInputs inputs, double[][] covariates, List<int> fitted, int sign)
    {
        var attacks = inputs.Scores[0].Length;
        double[][] rows = [.. inputs.Scores.Select((row, i) => (double[])[.. row.Select(value => sign * value), .. covariates[i]])];
        var (_, weights, scaling) = Fit(inputs, rows, fitted, attacks);
        return (i => scaling.Apply(rows[i]).Values.Take(attacks).Select((value, j) => value * weights[j]).Sum(), weights
            .Take(attacks)
            .Any(weight => weight > 0));
    }

    private static (Func<int, double> Score, double[] Weights, FeatureScaling Scaling) Fit(
        InferenceInputs inputs, double[][] rows, List<int> fitted, int rising)
    {
        bool[] isFirst = [.. fitted.Select(i => inputs.Documents[i].IsFirst)];
        var scaling = FeatureScaling.Fit([.. fitted.Select(i => rows[i])], isFirst);
        var penalty = Math.Max(Penalty, 1.0 / fitted.Count) / (scaling.Length * scaling.Length);
        var weights = LogisticRegression.Fit([.. fitted.Select(i => scaling.Apply(rows[i]))], isFirst, rows[0].Length, penalty, rising);
        return (i => scaling.Apply(rows[i]).Dot(weights), weights, scaling);
    }

    // By words of documents that the classifier did not see: the tested ones by all fitted ones, each half of those by the other.
    private static double[] OutOfSample(InferenceInputs inputs, SparseRow[] words, List<int> fitted, List<int> tested, int seed)
    {
        var scores = new double[words.Length];
        Judge(fitted, tested);
        var quarters = Folds.Make([.. fitted.Select(i => inputs.Documents[i].ForFolds)], seed, parts: 2).Of;
        foreach (var part in new[] { 0, 1 })
        {
            Judge([.. fitted.Where((_, place) => quarters[place] != part)], [.. fitted.Where((_, place) => quarters[place] == part)]);
        }

        return scores;

        // Scores of one fit are put on one scale: those of fits on fewer documents are closer to 0.
        void Judge(List<int> known, List<int> judged)
        {
            bool[] isFirst = [.. known.Select(i => inputs.Documents[i].IsFirst)];
            var weights = LogisticRegression.Fit([.. known.Select(i => words[i])], isFirst, inputs.Width, 1.0 / known.Count);
            double[] values = [.. judged.Select(i => words[i].Dot(weights))];
            var deviation = values.PopulationStandardDeviation();
            foreach (var (i, value) in judged.Zip(values))
            {
                scores[i] = deviation > 0 ? value / deviation : 0;
            }
        }
    }
}

/// <summary>A p-value on one half, and the scores of its tested documents in their order.</summary>
internal sealed record HalfOutcome(double PValue, double[] Scores);
