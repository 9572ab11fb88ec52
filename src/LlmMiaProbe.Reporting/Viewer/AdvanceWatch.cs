using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>How fast runs under way go on, by what was seen of them in the last minute.</summary>
internal sealed class AdvanceWatch
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Queue<(DateTimeOffset Seen, long Answers)>> _seen = [];

    /// <summary>Notes what is there now.</summary>
    /// <returns>Null until it was looked at twice, a second apart.</returns>
    public Pace? Look(long run, RunAdvance advance, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_seen.TryGetValue(run, out var seen))
            {
                _seen.Add(run, seen = []);
            }

            while (seen.TryPeek(out var oldest) && (now - oldest.Seen > s_window || seen.Count > 100))
            {
                seen.Dequeue();
            }

            var answers = advance.Answered.Sum(request => request.Documents) + advance.Attempts;
            seen.Enqueue((now, answers));
            var first = seen.Peek();
            var over = now - first.Seen;
            return over < TimeSpan.FromSeconds(1) ? null : new Pace((answers - first.Answers) / over.TotalSeconds, over);
        }
    }
}

/// <param name="PerSecond">Answers a second.</param>
/// <param name="Over">The time for which that holds.</param>
internal sealed record Pace(double PerSecond, TimeSpan Over)
{
    /// <summary>Whether nothing happened for so long that somebody may wonder.</summary>
    public bool StandsStill => PerSecond == 0 && Over >= TimeSpan.FromSeconds(30);
}
