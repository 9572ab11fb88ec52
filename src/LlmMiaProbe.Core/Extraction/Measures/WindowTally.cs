using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// Collects the windows of a document under one request: a float a character and a double a window, twice of that where only bounds are
/// known.
/// </summary>
internal sealed class WindowTally(string request, IReadOnlyList<UnmeasuredWindows> unmeasured)
{
    private readonly MeasureTally _least = new();
    private MeasureTally? _most;
    private bool _isExact = true;
    private int _unseen;

    public void Add(WindowPlace place, TokenScores suffix)
    {
        if (_least.Count == 0 && suffix.Columns != ScoreColumns.All)
        {
            _most = new MeasureTally();
        }

        _least.Add(place, WindowMeasures.Of(suffix));
        _most?.Add(place, WindowMeasures.AtMost(suffix));
        _isExact &= WindowMeasures.AreExact(suffix);
        _unseen += suffix.LogProb.All(float.IsNegativeInfinity) ? 1 : 0;
    }

    public WindowSummary Summarise() => _least.Summarise(request) with
    {
        AtMost = _isExact ? null : _most?.Summarise(request),
        UnseenWindows = _unseen,
        Unmeasured = [.. unmeasured.Where(windows => windows.Request == request)],
    };
}
