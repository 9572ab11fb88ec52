using LlmMiaProbe.Decoding;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Extraction;

/// <summary>Collects the windows of a run under one defence and one decoding.</summary>
internal sealed class DefendedWindows(Defence? defence, DecodingScheme scheme, IReadOnlyList<int> budgets)
{
    private readonly string _request = scheme == DecodingScheme.Full ? WindowRequest.Of(ModelRole.Target) : WindowRequest.Under(ModelRole.Target, scheme);
    private readonly EmissionTally _low = new(budgets);
    private readonly EmissionTally _high = new(budgets);
    private bool _isExact = true;
    private bool _isKnown = true;

    public Defence? Defence => defence;

    public int Windows => _low.Windows;

    public long Characters => _low.Characters;

    /// <summary>Rows of a run: a decoding that is no longer served has none, and log-probabilities are shown of the model's own distribution only.</summary>
    public static IEnumerable<DefendedWindows> Of(Defence? defence, ExtractionSettings settings, IReadOnlyList<int> budgets) =>
        ((DecodingScheme[])[DecodingScheme.Full, .. settings.Schemes])
            .Where(scheme => defence is null || (defence.Serves(scheme) && (!defence.ShowsLess || scheme == DecodingScheme.Full)))
            .Select(scheme => new DefendedWindows(defence, scheme, budgets));

    /// <param name="windows">What was asked of one start.</param>
    /// <param name="filtered">The same for filters of the output.</param>
    /// <param name="hidden">What the defence hides of the suffix, if it was decoded for it.</param>
    public void Add(IReadOnlyDictionary<string, StoredWindow> windows, FilteredWindow filtered, HiddenTokens? hidden)
    {
        if (!windows.TryGetValue(_request, out var window))
        {
            return;
        }

        var isWithheld = defence?.Withholds(filtered) == true;
        var bounds = isWithheld ? new LogProbInterval(double.NegativeInfinity, double.NegativeInfinity) : BoundsOf(window, hidden);
        var isGreedy = !isWithheld && WindowMeasures.Of(window.Scores).IsGreedy;
        _low.Add(window.Place, bounds.Low, isGreedy);
        _high.Add(window.Place, bounds.High, isGreedy);
        _isExact &= bounds.Low.Equals(bounds.High);
    }

    public void EndDocument()
    {
        _low.EndDocument();
        _high.EndDocument();
    }

    public DefendedExtraction Summarise()
    {
        var hasGreedy = defence?.Serves(DecodingScheme.Greedy) != false;
        var low = _isKnown ? _low.Summarise(hasGreedy) : null;
        return new DefendedExtraction(defence, scheme, low, _isExact ? low : _isKnown ? _high.Summarise(hasGreedy) : null);
    }

    private LogProbInterval BoundsOf(StoredWindow window, HiddenTokens? hidden)
    {
        var whole = window.Scores.TotalLogProb;
        if (defence is not { ShowsLess: true })
        {
            return new LogProbInterval(whole, whole);
        }

        var bounds = defence.Bounds(window.Scores, hidden);
        _isKnown &= bounds is not null;
        return bounds ?? LogProbInterval.Unknown;
    }
}
