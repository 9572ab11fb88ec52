using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>What all halves find together.</summary>
internal sealed class HalvesTally
{
    private readonly IReadOnlyList<BlindDocument> _documents;

    /// <param name="documents">All documents.</param>
    /// <param name="halves">What each found.</param>
    /// <param name="outcome">Which part of it counts.</param>
    public HalvesTally(IReadOnlyList<BlindDocument> documents, IReadOnlyList<InferenceHalf> halves, Func<InferenceHalf, HalfOutcome> outcome)
    {
        _documents = documents;
        Scores = new double[documents.Count];
        var times = new int[documents.Count];
        foreach (var half in halves)
        {
            foreach (var (document, score) in half.Tested.Zip(outcome(half).Scores))
            {
                times[document]++;
                Scores[document] += (score - Scores[document]) / times[document];
            }
        }

        Scored = [.. Enumerable.Range(0, documents.Count).Where(i => times[i] > 0)];
        double[] pValues = [.. halves.Select(half => outcome(half).PValue)];
        Outcome = new SplitOutcome(
            Math.Min(1, 2 * pValues.Median()),
            pValues.Min(),
            pValues.Max(),
            AucEstimate.Of([.. Scored.Select(i => new LabelledScore(Scores[i], documents[i].IsFirst, documents[i].Group))]));
    }

    public SplitOutcome Outcome { get; }

    /// <summary>Mean score of each document over the halves in which it was tested.</summary>
    public double[] Scores { get; }

    /// <summary>Documents that were tested at all.</summary>
    public IReadOnlyList<int> Scored { get; }

    /// <summary>Mean scores of one set.</summary>
    public IReadOnlyList<double> Of(bool isFirst) => [.. Scored.Where(i => _documents[i].IsFirst == isFirst).Select(i => Scores[i])];
}
