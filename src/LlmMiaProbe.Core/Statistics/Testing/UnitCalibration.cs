namespace LlmMiaProbe.Statistics;

/// <summary>
/// The scores of known non-members of which some depend on each other: hierarchical conformal p-values (Lee, Barber and Willett
/// 2023, arXiv 2306.06342), (1 + Σ over units of the share of the unit at or above the score) / (units + 1). Valid for a document
/// from a further unit if units are exchangeable, whatever the dependence within them. With a document a unit it is
/// <see cref="ConformalPValue"/>.
/// </summary>
/// <remarks>Counting every document instead, exact copies in 20 units of 5 give p ≤ .01 five times in a hundred.</remarks>
internal sealed class UnitCalibration
{
    private readonly Dictionary<int, double[]> _units;

    // Rising, and for each place the weight of the scores from there on: 1 / (documents of the unit) each.
    private readonly double[] _scores;
    private readonly double[] _weights;

    /// <param name="scores">Finite scores of non-members, each with the number of its unit.</param>
    public UnitCalibration(IEnumerable<(double Score, int Unit)> scores)
    {
        _units = scores.GroupBy(score => score.Unit).ToDictionary(unit => unit.Key, unit => unit.Select(score => score.Score).Order().ToArray());
        var rising = _units.Values.SelectMany(unit => unit.Select(score => (Score: score, Weight: 1.0 / unit.Length))).OrderBy(score => score.Score).ToList();
        _scores = [.. rising.Select(score => score.Score)];
        _weights = new double[rising.Count + 1];
        for (var i = rising.Count - 1; i >= 0; i--)
        {
            _weights[i] = _weights[i + 1] + rising[i].Weight;
        }
    }

    /// <summary>How many non-members there are.</summary>
    public int Documents => _scores.Length;

    /// <summary>How many units they form.</summary>
    public int Units => _units.Count;

    /// <summary>1 / (units + 1).</summary>
    public double SmallestPValue => ConformalPValue.Smallest(Units);

    /// <summary>Whether a unit has any non-member.</summary>
    public bool Has(int unit) => _units.ContainsKey(unit);

    /// <param name="score">Of one document of a further unit.</param>
    /// <param name="excluded">A unit of non-members that the document depends on; null for none.</param>
    public double PValue(double score, int? excluded = null)
    {
        var left = excluded is { } number && _units.TryGetValue(number, out var unit) ? unit : null;
        var atOrAbove = _weights[CountBelow(_scores, score)] - (left is null ? 0 : (double)(left.Length - CountBelow(left, score)) / left.Length);
        return Math.Min(1, (1 + atOrAbove) / (Units - (left is null ? 0 : 1) + 1));
    }

    private static int CountBelow(double[] rising, double score)
    {
        var (low, high) = (0, rising.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = rising[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
