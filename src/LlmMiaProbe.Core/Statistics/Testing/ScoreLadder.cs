namespace LlmMiaProbe.Statistics;

/// <summary>
/// Labelled scores in order, and the distinct scores as rungs, the highest first. Documents with equal scores share a
/// rung, which is what groups ties everywhere downstream. Nothing here but the groups of tied documents depends on the
/// order in which the scores were given.
/// </summary>
internal sealed class ScoreLadder
{
    /// <exception cref="ArgumentException">A score is NaN or infinite.</exception>
    public ScoreLadder(IEnumerable<LabelledScore> scores)
    {
        var documents = scores.ToArray();
        foreach (var document in documents)
        {
            if (!double.IsFinite(document.Score))
            {
                throw new ArgumentException($"A labelled score must be finite; one is {document.Score}.", nameof(scores));
            }
        }

        Array.Sort(documents, Compare);
        var rungs = new int[documents.Length];
        var thresholds = new List<double>();
        for (var i = 0; i < documents.Length; i++)
        {
            if (i == 0 || documents[i].Score != documents[i - 1].Score)
            {
                thresholds.Add(documents[i].Score);
            }

            rungs[i] = thresholds.Count - 1;
        }

        Documents = documents;
        Rungs = rungs;
        Thresholds = thresholds;
    }

    /// <summary>From the highest score to the lowest; of tied ones, members first.</summary>
    public IReadOnlyList<LabelledScore> Documents { get; }

    /// <summary>The rung of each of <see cref="Documents"/>.</summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <summary>The score of each rung, falling.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>The rungs on which documents of one label stand, with repeats.</summary>
    public int[] RungsOf(bool members) =>
        [.. Enumerable.Range(0, Documents.Count).Where(i => Documents[i].IsMember == members).Select(i => Rungs[i])];

    private static int Compare(LabelledScore left, LabelledScore right)
    {
        var order = right.Score.CompareTo(left.Score);
        return order != 0 ? order : right.IsMember.CompareTo(left.IsMember);
    }
}
