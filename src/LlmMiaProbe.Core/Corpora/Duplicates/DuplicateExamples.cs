namespace LlmMiaProbe.Corpora;

/// <summary>The first pairs in the order of the documents, whatever the order in which they are found.</summary>
internal sealed class DuplicateExamples
{
    public const int Most = 20;

    private readonly SortedSet<(int Later, int Earlier, double Similarity)> pairs = [];

    public IEnumerable<(int Earlier, int Later, double Similarity)> Pairs =>
        pairs.Select(pair => (pair.Earlier, pair.Later, pair.Similarity));

    public void Offer(int earlier, int later, double similarity)
    {
        var pair = (later, earlier, similarity);
        if (pairs.Count == Most && pairs.Max.CompareTo(pair) <= 0)
        {
            return;
        }

        if (pairs.Add(pair) && pairs.Count > Most)
        {
            pairs.Remove(pairs.Max);
        }
    }
}
