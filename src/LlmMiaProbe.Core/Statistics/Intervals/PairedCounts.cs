namespace LlmMiaProbe.Statistics;

/// <summary>Counts of one unit in two measurements.</summary>
/// <param name="Earlier">Things counted first.</param>
/// <param name="OfEarlier">Out of so many.</param>
/// <param name="Later">Things counted then.</param>
/// <param name="OfLater">Out of so many.</param>
internal readonly record struct PairedCounts(long Earlier, long OfEarlier, long Later, long OfLater)
{
    public static PairedCounts operator +(PairedCounts a, PairedCounts b) =>
        new(a.Earlier + b.Earlier, a.OfEarlier + b.OfEarlier, a.Later + b.Later, a.OfLater + b.OfLater);

    /// <summary>The later share less the earlier; null if either is a share of nothing.</summary>
    public double? Change => OfEarlier > 0 && OfLater > 0 ? ((double)Later / OfLater) - ((double)Earlier / OfEarlier) : null;
}
