namespace LlmMiaProbe.Statistics;

/// <summary>The scores of known non-members under one attack, against which other scores are held.</summary>
public sealed class Calibration
{
    private readonly double[] _scores;

    /// <exception cref="ArgumentException">A score is NaN or infinite.</exception>
    public Calibration(IEnumerable<double> nonMemberScores)
    {
        _scores = [.. nonMemberScores];
        if (!Array.TrueForAll(_scores, double.IsFinite))
        {
            throw new ArgumentException("A calibration score must be finite.", nameof(nonMemberScores));
        }

        Array.Sort(_scores);
    }

    /// <summary>How many non-members there are.</summary>
    public int Count => _scores.Length;

    /// <summary>Non-members that score strictly below.</summary>
    public int CountBelow(double score)
    {
        if (!double.IsFinite(score))
        {
            throw new ArgumentException("A score held against a calibration must be finite.", nameof(score));
        }

        var (low, high) = (0, _scores.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = _scores[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Share of non-members that score strictly below, 0 to 1; null if there are none.</summary>
    public double? ShareBelow(double score) => Count == 0 ? null : (double)CountBelow(score) / Count;
}
