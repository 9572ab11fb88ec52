namespace LlmMiaProbe.Extraction;

/// <summary>Collects the windows that two requests share.</summary>
internal sealed class DifferenceTally(string of, string minus)
{
    private readonly List<double> _logPz = [];
    private int _windows;
    private int _greedy;
    private double _exact;
    private double _strength;

    public void Add(IReadOnlyDictionary<string, WindowMeasures> sameStart)
    {
        if (!sameStart.TryGetValue(of, out var first) || !sameStart.TryGetValue(minus, out var second))
        {
            return;
        }

        _windows++;
        _greedy += (first.IsGreedy ? 1 : 0) - (second.IsGreedy ? 1 : 0);
        _exact += first.ExactMemorization - second.ExactMemorization;
        _strength += first.ExtractionStrength - second.ExtractionStrength;
        if (first.LogPz - second.LogPz is var difference && !double.IsNaN(difference))
        {
            _logPz.Add(difference);
        }
    }

    /// <summary>Null if the requests share no window.</summary>
    public WindowDifference? Summarise() => _windows == 0
        ? null
        : new WindowDifference(of, minus, _windows, MeasureTally.Median(_logPz), (double)_greedy / _windows, _exact / _windows, _strength / _windows);
}
