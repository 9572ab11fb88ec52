using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Extraction;

/// <summary>Collects the windows of a run, document by document: a float a character of one document.</summary>
internal sealed class EmissionTally(IReadOnlyList<int> budgets)
{
    private readonly double[] _windowsEmitted = new double[budgets.Count];
    private readonly double[] _charactersEmitted = new double[budgets.Count];
    private readonly long[] _atLeast = new long[ExtractionThresholds.Coverage.Count];
    private CharacterCoverage _document = new();
    private int _greedy;

    public int Windows { get; private set; }

    public long Characters { get; private set; }

    public void Add(WindowPlace place, double logPz, bool isGreedy)
    {
        Windows++;
        _greedy += isGreedy ? 1 : 0;
        _document.Paint(place, logPz);
        for (var i = 0; i < budgets.Count; i++)
        {
            _windowsEmitted[i] += QueriesNeeded.Success(logPz, budgets[i]);
        }
    }

    public void EndDocument()
    {
        Characters += _document.Covered;
        for (var i = 0; i < _atLeast.Length; i++)
        {
            _atLeast[i] += _document.CountAtLeast(ExtractionThresholds.Coverage[i]);
        }

        foreach (var logPz in _document.Series)
        {
            for (var i = 0; i < budgets.Count && !float.IsNaN(logPz); i++)
            {
                _charactersEmitted[i] += QueriesNeeded.Success(logPz, budgets[i]);
            }
        }

        _document = new CharacterCoverage();
    }

    /// <param name="hasGreedy">Whether greedy decoding is there at all.</param>
    public EmissionFigures Summarise(bool hasGreedy) => new()
    {
        Coverage = [.. _atLeast.Select(count => (double)count / Math.Max(1, Characters))],
        GreedyWindows = hasGreedy ? _greedy : null,
        WindowsEmitted = [.. _windowsEmitted.Select(sum => sum / Math.Max(1, Windows))],
        CharactersEmitted = [.. _charactersEmitted.Select(sum => sum / Math.Max(1, Characters))],
    };
}
