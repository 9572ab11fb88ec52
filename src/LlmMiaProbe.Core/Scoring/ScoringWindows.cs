namespace LlmMiaProbe.Scoring;

/// <summary>
/// Cuts a text of N tokens into windows of at most C inputs (BOS included, repeated at the start of every window).
/// <code>
/// tokens     0 1 2 3 4 5 6 7 8 9     C = 4, BOS
/// window 1   B 0 1 2                 scores 0 1 2 3
/// window 2       B 2 3 4             scores         4 5
/// window 3           B 4 5 6         scores             6 7
/// window 4               B 6 7 8     scores                 8 9
/// </code>
/// Every token is scored once. In every window but the first, each scored token sees at least C/2 inputs before it.
/// Without BOS the first token is not scored, because nothing precedes it.
/// </summary>
public static class ScoringWindows
{
    public static IReadOnlyList<ScoringWindow> Plan(int tokens, bool bos, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        var room = capacity - (bos ? 1 : 0);
        var windows = new List<ScoringWindow>();
        var next = bos ? 0 : 1;
        while (next < tokens)
        {
            var reach = windows.Count == 0 ? room + 1 : next + (capacity / 2);
            var end = Math.Min(tokens, reach);
            windows.Add(new ScoringWindow(Math.Max(0, end - 1 - room), next, end));
            next = end;
        }

        return windows;
    }

    /// <summary>The same without windows that score nothing of a masked text.</summary>
    /// <param name="tokens">Tokens of the text.</param>
    /// <param name="bos">Whether a BOS precedes it.</param>
    /// <param name="capacity">Inputs of a window.</param>
    /// <param name="isScored">By token; null for all.</param>
    public static IReadOnlyList<ScoringWindow> Plan(int tokens, bool bos, int capacity, bool[]? isScored)
    {
        var windows = Plan(tokens, bos, capacity);
        return isScored is null ? windows : [.. windows.Where(window => isScored.AsSpan(window.FirstTarget, window.Targets).Contains(true))];
    }

    /// <summary>Tokens fed over all windows, BOS included.</summary>
    public static long InputTokens(IReadOnlyList<ScoringWindow> windows, bool bos)
    {
        var total = 0L;
        foreach (var window in windows)
        {
            total += window.InputTokens + (bos ? 1 : 0);
        }

        return total;
    }
}

/// <summary>One decode of a text: tokens [Start, End - 1) are fed (after the BOS, if there is one), tokens [FirstTarget, End) are scored.</summary>
/// <param name="Start">First token that is fed.</param>
/// <param name="FirstTarget">First token that is scored here.</param>
/// <param name="End">One past the last token that is scored here.</param>
public readonly record struct ScoringWindow(int Start, int FirstTarget, int End)
{
    /// <summary>Tokens fed, BOS not counted.</summary>
    public int InputTokens => End - 1 - Start;

    /// <summary>Tokens scored.</summary>
    public int Targets => End - FirstTarget;
}
