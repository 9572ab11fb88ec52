using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Scoring;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Windows;

/// <summary>
/// Joins what an endpoint says of the overlapping windows of a text: every token keeps what is said of it in the window where
/// more of the text precedes it. The tokens of an overlap must be the same in both windows; only where a window begins, its
/// first word may be split in another way.
/// </summary>
internal sealed class JoinedWindows(string text)
{
    private readonly List<PromptToken> _tokens = [];
    private (int Start, int End, IReadOnlyList<string?> Tokens) _last;

    /// <summary>Of all windows so far, in order.</summary>
    public IReadOnlyList<PromptToken> Tokens => _tokens;

    /// <param name="start">Where the window begins in the text.</param>
    /// <param name="end">One past its last character.</param>
    /// <param name="reading">What the endpoint says of it.</param>
    /// <exception cref="RouteException">Its tokens do not spell it, or are not those of the window before.</exception>
    public void Add(int start, int end, PromptReading reading)
    {
        var own = PromptScores.TextTokens(reading, text[start..end]);
        string?[] spelled = [.. own.Select(token => token.Text)];
        _tokens.AddRange(_tokens.Count == 0 ? reading.Tokens : own.Skip(Overlap(start, end, spelled)));
        _last = (start, end, spelled);
    }

    /// <summary>Tokens of a window that lie in the one before.</summary>
    private int Overlap(int start, int end, string?[] spelled)
    {
        var from = Math.Min(WordWindows.FirstWordEnd(text, start), _last.End);
        var before = ReportedSpelling.StartsOf(_last.Tokens, text[_last.Start.._last.End]);
        var after = ReportedSpelling.StartsOf(spelled, text[start..end]);
        var (first, last) = (Array.IndexOf(after, from - start), Array.IndexOf(after, _last.End - start));
        var same = from == _last.End ? before.Length : Array.IndexOf(before, from - _last.Start);
        return first >= 0 && last >= 0 && same >= 0 && _last.Tokens.Skip(same).SequenceEqual(spelled[first..last])
            ? last
            : throw new RouteException(
                $"the endpoint splits characters {start} to {_last.End} in another way where a window begins before them than where one ends after them, "
                + "so the windows cannot be joined");
    }
}
