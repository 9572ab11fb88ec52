using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Extraction;

/// <summary>Collects one value of each measure a window.</summary>
internal sealed class MeasureTally
{
    private readonly CharacterCoverage _coverage = new();
    private readonly List<double> _logPz = [];
    private int _greedy;
    private double _exact;
    private double _strength;
    private WindowPlace _best;
    private WindowMeasures _bestMeasures;

    public int Count => _logPz.Count;

    public void Add(WindowPlace place, in WindowMeasures measures)
    {
        if (_logPz.Count == 0 || measures.LogPz > _bestMeasures.LogPz)
        {
            (_best, _bestMeasures) = (place, measures);
        }

        _coverage.Paint(place, measures.LogPz);
        _logPz.Add(measures.LogPz);
        _greedy += measures.IsGreedy ? 1 : 0;
        _exact += measures.ExactMemorization;
        _strength += measures.ExtractionStrength;
    }

    public WindowSummary Summarise(string request) => new()
    {
        Request = request,
        Windows = _logPz.Count,
        MedianLogPz = Median(_logPz),
        CoveredCharacters = _coverage.Covered,
        CharactersAtLeast = [.. ExtractionThresholds.Coverage.Select(_coverage.CountAtLeast)],
        GreedyWindows = _greedy,
        ExactMemorization = _exact / _logPz.Count,
        ExtractionStrength = _strength / _logPz.Count,
        Best = _best,
        BestLogPz = _bestMeasures.LogPz,
        BestRankBits = _bestMeasures.RankBits,
    };

    /// <summary>NaN of no values.</summary>
    public static double Median(List<double> values)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        values.Sort();
        var (low, high) = (values[(values.Count - 1) / 2], values[values.Count / 2]);
        return low.Equals(high) ? low : (low + high) / 2;
    }
}
