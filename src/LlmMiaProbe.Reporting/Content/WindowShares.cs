using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>How p_z is spread over windows, and how many of them come in so many draws.</summary>
internal sealed class WindowShares
{
    /// <summary>The lowest bin of log10 p_z begins here and holds all below; bins are <see cref="BinWidth"/> wide and end at 0.</summary>
    public const int LowestBin = -80;

    public const int BinWidth = 2;

    /// <summary>Steps of draws per power of ten.</summary>
    public const int StepsPerDecade = 4;

    /// <summary>The largest power of ten of draws.</summary>
    public const int MostDecades = 9;

    private readonly int[] _bins = new int[-LowestBin / BinWidth];
    private readonly int[][] _steps = [.. ExtractionThresholds.Success.Select(_ => new int[(MostDecades * StepsPerDecade) + 1])];

    public int Windows { get; private set; }

    public void Add(double logPz)
    {
        Windows++;
        _bins[Math.Clamp((int)Math.Floor(((logPz / Math.Log(10)) - LowestBin) / BinWidth), 0, _bins.Length - 1)]++;
        for (var p = 0; p < _steps.Length; p++)
        {
            var step = Math.Ceiling(QueriesNeeded.Log10(logPz, ExtractionThresholds.Success[p]) * StepsPerDecade);
            if (step < _steps[p].Length)
            {
                _steps[p][(int)step]++;
            }
        }
    }

    /// <summary>Windows by bin, where there are any.</summary>
    public IEnumerable<(int From, int Count)> Bins => _bins.Select((count, i) => (LowestBin + (i * BinWidth), count)).Where(bin => bin.count > 0);

    /// <summary>The share of windows that come at least once in n draws, for n along the steps.</summary>
    /// <param name="success">Place in <see cref="ExtractionThresholds.Success"/>: the probability with which they come.</param>
    public IEnumerable<(double Draws, double Share)> Curve(int success)
    {
        var count = 0;
        for (var step = 0; step < _steps[success].Length; step++)
        {
            count += _steps[success][step];
            yield return (Math.Pow(10, (double)step / StepsPerDecade), Windows == 0 ? 0 : (double)count / Windows);
        }
    }
}
