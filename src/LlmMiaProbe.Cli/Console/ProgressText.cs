using System.Globalization;

namespace LlmMiaProbe.Cli.Console;

/// <summary>Progress in words: <c>scoring target  612/1,200 · 1 failed · 300 cached · 4,812 tokens/s · 0:42 left</c>.</summary>
internal static class ProgressText
{
    /// <param name="counts">What was done.</param>
    /// <param name="elapsed">Time since the phase began.</param>
    /// <param name="isFinished">Say how long it took instead of how long it will take.</param>
    public static string Write(ProgressCounts counts, TimeSpan elapsed, bool isFinished) => $"{counts.Phase}  {Figures(counts, elapsed, isFinished)}";

    /// <summary>The same without the name of the phase.</summary>
    public static string Figures(ProgressCounts counts, TimeSpan elapsed, bool isFinished)
    {
        var parts = new List<string> { Number(counts.Done) + (counts.Total > 0 ? "/" + Number(counts.Total) : "") };
        if (counts.Note is { } note)
        {
            parts.Add(note);
        }

        if (counts.Failed > 0)
        {
            parts.Add(Number(counts.Failed) + " failed");
        }

        if (counts.Cached > 0)
        {
            parts.Add(Number(counts.Cached) + " cached");
        }

        if (TokensPerSecond(counts, elapsed) is { } speed)
        {
            parts.Add(Number((long)Math.Round(speed)) + " tokens/s");
        }

        if (isFinished)
        {
            parts.Add("took " + Clock(TimeSpan.FromSeconds(Math.Round(elapsed.TotalSeconds))));
        }
        else if (TimeLeft(counts, elapsed) is { } left)
        {
            parts.Add(Clock(left) + " left");
        }

        return string.Join(" · ", parts);
    }

    /// <summary>Tokens decoded per second of the phase; null before there is anything to divide.</summary>
    public static double? TokensPerSecond(ProgressCounts counts, TimeSpan elapsed) =>
        counts.TokensDecoded > 0 && elapsed > TimeSpan.Zero ? counts.TokensDecoded / elapsed.TotalSeconds : null;

    /// <summary>
    /// Time for the rest at the pace so far. What was taken from the store cost nothing and says nothing about the pace;
    /// null until something else is done, and where the total is not known.
    /// </summary>
    public static TimeSpan? TimeLeft(ProgressCounts counts, TimeSpan elapsed)
    {
        var worked = counts.Done - counts.Cached;
        var remaining = counts.Total - counts.Done;
        return worked > 0 && remaining > 0 && elapsed > TimeSpan.Zero ? elapsed * ((double)remaining / worked) : null;
    }

    /// <summary>As 0:42 or 1:02:03, rounded up to whole seconds; hours are not cut at a day.</summary>
    public static string Clock(TimeSpan time)
    {
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{seconds % 60:00}");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
