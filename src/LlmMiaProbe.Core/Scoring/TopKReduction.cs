namespace LlmMiaProbe.Scoring;

/// <summary>
/// Reduces rows of logits to what interfaces that show the k likeliest tokens hide of one token, for several k in one sweep.
/// Likelier means a larger logit, or the smaller id on ties. What is shown are single-precision log-probabilities, as scores
/// are kept. One instance keeps its buffers; not safe for concurrent use.
/// </summary>
internal sealed class TopKReduction
{
    private readonly IReadOnlyList<int> _sizes;
    private readonly int _largest;

    // The least likely of those kept comes first: of equal logits the largest id.
    private readonly PriorityQueue<int, (float Logit, int NegativeId)> _kept = new();
    private int[] _likeliest = [];

    /// <param name="sizes">Each k, at least 1.</param>
    public TopKReduction(IReadOnlyList<int> sizes) => (_sizes, _largest) = (sizes, sizes.DefaultIfEmpty().Max());

    /// <param name="logits">V values.</param>
    /// <param name="token">The token that followed.</param>
    /// <param name="statistics">What <see cref="LogitReduction"/> makes of them.</param>
    /// <param name="bounds">Receives for each k the entry of <see cref="HiddenTokens.Bounds"/>.</param>
    public void Reduce(ReadOnlySpan<float> logits, int token, in LogitStatistics statistics, Span<float> bounds)
    {
        var count = Math.Min(_largest, logits.Length);
        Collect(logits, count);
        var place = Array.IndexOf(_likeliest, token, 0, count);
        var (shown, smallest, next) = (0.0, 0f, 0);
        foreach (var i in Enumerable.Range(0, _sizes.Count).OrderBy(i => _sizes[i]))
        {
            for (; next < Math.Min(_sizes[i], logits.Length); next++)
            {
                smallest = (float)((double)logits[_likeliest[next]] - logits[statistics.Top1] + statistics.Top1LogProb);
                shown += Math.Exp(smallest);
            }

            bounds[i] = place >= 0 && place < _sizes[i] ? float.NaN : HiddenTokens.Bound(smallest, shown);
        }
    }

    private void Collect(ReadOnlySpan<float> logits, int count)
    {
        _likeliest = _likeliest.Length < count ? new int[count] : _likeliest;
        for (var v = 0; v < count; v++)
        {
            _kept.Enqueue(v, (logits[v], -v));
        }

        var least = _kept.TryPeek(out _, out var first) ? first.Logit : float.PositiveInfinity;
        for (var v = count; v < logits.Length; v++)
        {
            if (logits[v] > least)
            {
                _kept.EnqueueDequeue(v, (logits[v], -v));
                _kept.TryPeek(out _, out first);
                least = first.Logit;
            }
        }

        for (var i = count - 1; i >= 0; i--)
        {
            _likeliest[i] = _kept.Dequeue();
        }
    }
}
