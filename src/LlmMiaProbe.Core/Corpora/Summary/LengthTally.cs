namespace LlmMiaProbe.Corpora;

/// <summary>Lengths of the documents of one label.</summary>
internal sealed class LengthTally
{
    private readonly LengthHistogram histogram = new();
    private long documents;
    private long bytes;
    private int least;
    private int most;

    public void Add(int length)
    {
        least = documents == 0 ? length : Math.Min(least, length);
        most = Math.Max(most, length);
        documents++;
        bytes += length;
        histogram.Add(length);
    }

    // A median rounded down to its class must not fall below the shortest length.
    public LabelSummary ToSummary(Membership label) =>
        new(label, documents, bytes, least, Math.Max(least, histogram.Median()), most);
}
