namespace LlmMiaProbe.Hosted.Http;

/// <summary>
/// Divides requests among servers of one model: each goes where the fewest are under way, and for a while not to one that was
/// gone. Safe for concurrent use.
/// </summary>
/// <param name="urls">Base URLs, the first of which requests are written for.</param>
/// <param name="time">For the while.</param>
internal sealed class ReplicaChoice(IReadOnlyList<Uri> urls, TimeProvider time)
{
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly int[] _underWay = new int[urls.Count];
    private readonly long?[] _failed = new long?[urls.Count];

    /// <param name="written">Where a request would go if there were only the first.</param>
    /// <returns>Number of the server, for <see cref="Return"/>, and where it goes.</returns>
    public (int Server, Uri Url) Take(Uri written)
    {
        lock (_gate)
        {
            var server = Enumerable.Range(0, urls.Count).MinBy(i => (Rests(i), _underWay[i]));
            _underWay[server]++;
            return (server, server == 0 ? written : new Uri(RootOf(urls[server]) + written.AbsoluteUri[RootOf(urls[0]).Length..]));
        }
    }

    /// <param name="server">What <see cref="Take"/> returned.</param>
    /// <param name="isThere">Whether it answered; null where nobody knows.</param>
    /// <returns>Whether it is back after it was gone, told once.</returns>
    public bool Return(int server, bool? isThere)
    {
        lock (_gate)
        {
            _underWay[server]--;
            var isBack = isThere == true && _failed[server] is not null;
            _failed[server] = isThere switch { true => null, false => time.GetTimestamp(), null => _failed[server] };
            return isBack;
        }
    }

    private bool Rests(int server) => _failed[server] is { } since && time.GetElapsedTime(since) < s_rest;

    // A server's own routes stand beside /v1.
    private static string RootOf(Uri url)
    {
        var text = url.AbsoluteUri.TrimEnd('/');
        return text.EndsWith("/v1", StringComparison.Ordinal) ? text[..^3] : text;
    }
}
