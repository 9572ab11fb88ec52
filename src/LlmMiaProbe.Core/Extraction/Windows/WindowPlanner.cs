using System.Buffers;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// Cuts a text into windows. At every stride the text from there on is tokenised anew, as it would be for whoever prompts with it
/// (Cooper et al. 2025, arXiv 2505.12546); the first tokens are the window. Windows that would run over the end are left out.
/// </summary>
public sealed class WindowPlanner : IWindowPlan
{
    // Where a text is cut changes its last tokens; those so far from the cut are what the whole text would give.
    private const int Margin = 256;

    // Most windows of alphabetic scripts fit into the first slice, those of other scripts by far.
    private const int CharactersPerToken = 6;

    private readonly IWindowScorer _scorer;
    private readonly ExtractionSettings _settings;

    /// <exception cref="ConfigurationException">A window exceeds the context, its prefix cannot be shuffled, or draws would not be drawn.</exception>
    public WindowPlanner(IWindowScorer scorer, ExtractionSettings settings)
    {
        (_scorer, _settings) = (scorer, settings);
        if (WindowTokens > scorer.ContextTokens)
        {
            throw new ConfigurationException(
                $"--prefix-tokens {settings.PrefixTokens} and --suffix-tokens {settings.SuffixTokens} make windows of {WindowTokens} tokens, "
                + $"but {scorer.Model.Name} has a context of {scorer.ContextTokens}: use shorter windows, or a larger --context-length.");
        }

        if (settings is { ShuffledPrefix: true, PrefixTokens: 1 })
        {
            throw new ConfigurationException("--prior needs a prefix that can be shuffled: use --prefix-tokens 2 or more, or leave --prior out.");
        }

        if (settings is { Draws: > 0, DrawScheme.IsGreedy: true })
        {
            throw new ConfigurationException(
                "--draws with --temperature 0 would make the same text every time: "
                + "use a higher temperature, or leave one of the two out (greedy windows are counted without draws).");
        }
    }

    private int WindowTokens => _settings.PrefixTokens + _settings.SuffixTokens;

    /// <summary>Places where a window may begin.</summary>
    public static long CountStarts(int characters, ExtractionSettings settings)
    {
        var starts = ((long)characters + settings.StrideCharacters - 1) / settings.StrideCharacters;
        return Math.Min(starts, settings.Sample ?? long.MaxValue);
    }

    /// <summary>The windows in order of their starts, streamed.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text, or its tokens do not spell it.</exception>
    public IEnumerable<ExtractionWindow> Plan(string text) => Plan(text, WindowStarts.All);

    IEnumerable<ExtractionWindow> IWindowPlan.Plan(string text, WindowStarts starts) => Plan(text, starts);

    private IEnumerable<ExtractionWindow> Plan(string text, WindowStarts starts)
    {
        var last = -1;
        foreach (var start in Starts(text).Where(starts.Has))
        {
            // A start inside a surrogate pair moves behind it, and may meet the next.
            var whole = start > 0 && char.IsLowSurrogate(text[start]) ? start + 1 : start;
            if (whole > last && Cut(text, whole) is { } window)
            {
                yield return window;
            }

            last = whole;
        }
    }

    /// <summary>
    /// The windows of a conversation: one for each answer that has enough tokens. All that precedes the answer is given, as much of its end as
    /// the context holds, and the answer's first tokens must follow. A window starts where the answer before it ends.
    /// </summary>
    /// <exception cref="ModelException">The tokenizer rejects the text, or its tokens do not spell it.</exception>
    public IEnumerable<ExtractionWindow> Plan(RenderedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (tokens, start, at) = (_scorer.Tokenize(text), 0, 0);
        for (var i = 0; i < text.Parts.Count; i++)
        {
            var part = text.Parts[i];
            if (part.Kind != TextPartKind.Scored)
            {
                at += part.Text.Length;
                continue;
            }

            var ofPrefix = i == 0 ? 0 : tokens.PartEnds[i - 1];
            var answer = tokens.Tokens[ofPrefix..tokens.PartEnds[i]];
            var first = Math.Max(0, ofPrefix - (_scorer.ContextTokens - _settings.SuffixTokens));
            if (answer.Length >= _settings.SuffixTokens && ofPrefix > first)
            {
                var bytes = SpellAnswer(answer, part.Text, at);
                yield return new ExtractionWindow(
                    new WindowPlace(start, at, at + Utf8Place.CharacterAtOrBefore(part.Text, bytes)),
                    tokens.Tokens[first..ofPrefix],
                    answer[.._settings.SuffixTokens]);
            }

            at += part.Text.Length;
            start = at;
        }
    }

    /// <summary>Where the suffix ends in an answer, in bytes, once its tokens are found to spell it.</summary>
    private int SpellAnswer(int[] answer, string text, int start)
    {
        var spelled = new ArrayBufferWriter<byte>(text.Length + 1);
        var bytes = 0;
        for (var i = 0; i < answer.Length; i++)
        {
            spelled.Write(_scorer.BytesOf(answer[i]).Span);
            bytes = i == _settings.SuffixTokens - 1 ? spelled.WrittenCount : bytes;
        }

        ReadOnlySpan<byte> utf8 = Encoding.UTF8.GetBytes(text);
        return spelled.WrittenSpan.SequenceEqual(utf8) ? bytes
            : spelled.WrittenSpan is [(byte)' ', .. var rest] && rest.SequenceEqual(utf8) ? bytes - 1
            : throw Misspelled(start);
    }

    private ModelException Misspelled(int start) => new(
        $"its tokens do not spell the text from character {start} on, because the tokenizer of {_scorer.Model.Name} rewrites texts: "
        + "windows have no place in it");

    private IEnumerable<int> Starts(string text)
    {
        var count = (int)(((long)text.Length + _settings.StrideCharacters - 1) / _settings.StrideCharacters);
        if (_settings.Sample is not { } sample)
        {
            return Enumerable.Range(0, count).Select(i => i * _settings.StrideCharacters);
        }

        count = CountFitting(text, count);
        return count <= sample
            ? Enumerable.Range(0, count).Select(i => i * _settings.StrideCharacters)
            : Enumerable.Range(0, sample).Select(i => (int)(((2L * i) + 1) * count / (2L * sample)) * _settings.StrideCharacters);
    }

    /// <summary>Starts from which a whole window fits, so that a sample is spread over them and not over the end of the text.</summary>
    private int CountFitting(string text, int count)
    {
        var (fits, tooFar) = (0, count);
        while (fits < tooFar)
        {
            var middle = (fits + tooFar) / 2;
            var start = middle * _settings.StrideCharacters;
            if (Slice(text, start + (start > 0 && char.IsLowSurrogate(text[start]) ? 1 : 0)) is not null)
            {
                fits = middle + 1;
            }
            else
            {
                tooFar = middle;
            }
        }

        return fits;
    }

    private ExtractionWindow? Cut(string text, int start)
    {
        if (Slice(text, start) is not var (slice, tokens, prefixBytes, bytes))
        {
            return null;
        }

        var (suffixStart, suffixEnd) = (start + Utf8Place.CharacterAtOrAfter(slice, prefixBytes), start + Utf8Place.CharacterAtOrBefore(slice, bytes));
        return new ExtractionWindow(
            new WindowPlace(start, suffixStart, Math.Max(suffixStart, suffixEnd)),
            tokens[.._settings.PrefixTokens],
            tokens[_settings.PrefixTokens..WindowTokens]);
    }

    /// <summary>
    /// The text from a place on as far as it matters, its tokens, and where prefix and window end in it, in bytes; null if a window runs
    /// over the end.
    /// </summary>
    private (string Slice, int[] Tokens, int PrefixBytes, int Bytes)? Slice(string text, int start)
    {
        for (var length = (WindowTokens * CharactersPerToken) + Margin; ; length *= 2)
        {
            var end = EndOf(text, start, length);
            var slice = text[start..end];
            var tokens = _scorer.Tokenize(slice);
            if (tokens.Length >= WindowTokens)
            {
                var (prefixBytes, bytes) = Spell(tokens, slice, start);
                if (end == text.Length || Utf8Place.CharacterAtOrAfter(slice, bytes) + Margin <= slice.Length)
                {
                    return (slice, tokens, prefixBytes, bytes);
                }
            }
            else if (end == text.Length)
            {
                return null;
            }
        }
    }

    private static int EndOf(string text, int start, int length)
    {
        if (length >= text.Length - start)
        {
            return text.Length;
        }

        var end = start + length;
        return char.IsLowSurrogate(text[end]) ? end + 1 : end;
    }

    /// <summary>Where prefix and window end in a slice, in bytes, once all its tokens are found to spell it.</summary>
    private (int PrefixBytes, int Bytes) Spell(int[] tokens, string slice, int start)
    {
        var spelled = new ArrayBufferWriter<byte>(slice.Length + 1);
        var (prefixBytes, bytes) = (0, 0);
        for (var i = 0; i < tokens.Length; i++)
        {
            spelled.Write(_scorer.BytesOf(tokens[i]).Span);
            prefixBytes = i == _settings.PrefixTokens - 1 ? spelled.WrittenCount : prefixBytes;
            bytes = i == WindowTokens - 1 ? spelled.WrittenCount : bytes;
        }

        ReadOnlySpan<byte> utf8 = Encoding.UTF8.GetBytes(slice);
        if (spelled.WrittenSpan.SequenceEqual(utf8))
        {
            return (prefixBytes, bytes);
        }

        // SentencePiece puts a space before a text.
        return spelled.WrittenSpan is [(byte)' ', .. var rest] && rest.SequenceEqual(utf8)
            ? (prefixBytes - 1, bytes - 1)
            : throw Misspelled(start);
    }
}

/// <summary>Cuts texts into windows for one model.</summary>
internal interface IWindowPlan
{
    /// <summary>The windows in order of their starts, streamed.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text, or its tokens do not spell it.</exception>
    IEnumerable<ExtractionWindow> Plan(string text);

    /// <summary>Those of them that begin at some of the places.</summary>
    /// <inheritdoc cref="Plan(string)" path="/exception"/>
    IEnumerable<ExtractionWindow> Plan(string text, WindowStarts starts) => Plan(text).Where(window => starts.Has(window.Place.Start));

    /// <summary>The windows of a conversation, one an answer.</summary>
    /// <exception cref="ModelException">As of a text.</exception>
    IEnumerable<ExtractionWindow> Plan(RenderedText text);
}
