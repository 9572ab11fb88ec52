using System.Text;

namespace LlmMiaProbe.Hosted.Windows;

/// <summary>
/// Cuts a text that is longer than a context into windows that overlap by half, without a tokenizer: before white space, where
/// tokenizers begin a new token whatever precedes it.
/// </summary>
internal static class WordWindows
{
    /// <summary>Where the windows begin and end, in UTF-16 characters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">Bytes of UTF-8 that a window may have.</param>
    /// <exception cref="ModelException">A stretch without white space is too long.</exception>
    public static IReadOnlyList<(int Start, int End)> Plan(string text, int longest)
    {
        var cuts = Cuts(text).ToList();
        var windows = new List<(int Start, int End)>();
        var (start, end) = (0, 0);
        while (end < cuts.Count - 1)
        {
            var last = cuts.FindLastIndex(cut => cut.Bytes - cuts[start].Bytes <= longest);
            if (last <= end)
            {
                throw new ModelException($"there is no white space to cut it at between characters {cuts[end].Character} and {cuts[end + 1].Character}");
            }

            windows.Add((cuts[start].Character, cuts[last].Character));
            // At least one word of overlap, and else as many as fit into half a window.
            end = last;
            start = Math.Max(start + 1, Math.Min(last - 1, cuts.FindIndex(cut => cuts[last].Bytes - cut.Bytes <= longest / 2)));
        }

        return windows;
    }

    /// <summary>The end of the first word of a window.</summary>
    public static int FirstWordEnd(string text, int start)
    {
        var at = start;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        while (at < text.Length && !char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static IEnumerable<(int Character, int Bytes)> Cuts(string text)
    {
        var (at, bytes) = (0, 0);
        yield return (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (at > 0 && Rune.IsWhiteSpace(rune) && !char.IsWhiteSpace(text[at - 1]))
            {
                yield return (at, bytes);
            }

            (at, bytes) = (at + rune.Utf16SequenceLength, bytes + rune.Utf8SequenceLength);
        }

        yield return (at, bytes);
    }
}
