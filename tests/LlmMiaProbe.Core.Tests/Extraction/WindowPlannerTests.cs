using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class WindowPlannerTests
{
    private static readonly ExtractionSettings s_small = new() { PrefixTokens = 3, SuffixTokens = 4, StrideCharacters = 2 };

    /// <summary>ASCII, two, three and four bytes a character, combining marks and line ends.</summary>
    private static readonly Gen<string> s_texts =
        from parts in Gen.ListOf(Gen.Elements("a", " ", "é", "\r\n", "文", "🦄", "e\u0301", "न", "\0", "xyz"))
        select string.Concat(parts);

    private static readonly Gen<ExtractionSettings> s_settings =
        from prefix in Gen.Choose(1, 6)
        from suffix in Gen.Choose(1, 6)
        from stride in Gen.Choose(1, 9)
        select new ExtractionSettings { PrefixTokens = prefix, SuffixTokens = suffix, StrideCharacters = stride };

    [Property(MaxTest = 500)]
    public Property Windows_are_the_tokens_from_each_start_on_and_their_suffixes_whole_characters() => AreTokensFromEachStart(ScriptedTokenizer.Bytes);

    [Property(MaxTest = 500)]
    public Property A_space_that_the_tokenizer_adds_is_a_token_of_each_prefix() => AreTokensFromEachStart(ScriptedTokenizer.BytesAfterSpace);

    [Fact]
    public void A_text_shorter_than_a_window_has_none_and_one_as_long_has_one()
    {
        Assert.Empty(Planner(s_small).Plan("sixsix"));
        Assert.Equal([new WindowPlace(0, 3, 7)], Planner(s_small).Plan("seven!!").Select(window => window.Place));
        Assert.Empty(Planner(s_small).Plan(""));
    }

    [Fact]
    public void A_suffix_that_holds_no_whole_character_covers_none()
    {
        var windows = Planner(new ExtractionSettings { PrefixTokens = 1, SuffixTokens = 2, StrideCharacters = 2 }).Plan("🦄").ToList();
        var place = Assert.Single(windows).Place;
        Assert.Equal(place.SuffixStart, place.SuffixEnd);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    public void A_sample_is_spread_evenly_over_the_windows_that_fit(int sample)
    {
        var text = new string('a', 200);
        var all = Planner(s_small).Plan(text).Select(window => window.Place.Start).ToList();
        var some = Planner(s_small with { Sample = sample }).Plan(text).Select(window => window.Place.Start).ToList();
        Assert.Equal(sample, some.Count);
        Assert.Subset(all.ToHashSet(), some.ToHashSet());
        var gaps = some.Zip(some.Skip(1), (a, b) => b - a).ToList();
        Assert.All(gaps, gap => Assert.InRange(gap, ((all[^1] + 2) / sample) - 2, ((all[^1] + 2) / sample) + 2));
    }

    [Fact]
    public void A_sample_larger_than_the_windows_is_all_of_them() => Assert.Equal(
        Planner(s_small).Plan("some text of a line").Select(window => window.Place),
        Planner(s_small with { Sample = 1000 }).Plan("some text of a line").Select(window => window.Place));

    [Fact]
    public void A_tokenizer_that_rewrites_the_text_is_refused() =>
        Assert.Contains("do not spell the text", Assert.Throws<ModelException>(() => Planner(s_small, ScriptedTokenizer.Words).Plan("a b c d e f g h").ToList()).Message, StringComparison.Ordinal);

    [Fact]
    public void Leading_spaces_of_the_text_are_told_from_the_one_that_the_tokenizer_adds()
    {
        var places = Planner(s_small, ScriptedTokenizer.BytesAfterSpace).Plan(" abcdef").Select(window => window.Place);
        Assert.Equal(new WindowPlace(0, 2, 6), places.First());
    }

    /// <summary>The parts' ends in the tokens of the whole are where each part's tokens end by themselves.</summary>
    [Theory]
    [InlineData(ScriptedTokenizer.Bytes)]
    [InlineData(ScriptedTokenizer.BytesAfterSpace)]
    public void An_answer_follows_the_tokens_of_all_parts_before_it(ScriptedTokenizer tokenizer)
    {
        var scorer = new ScriptedScorer(new ScriptedModel("m") { Tokenizer = tokenizer, ContextLength = 64 }, new ScriptedActivity());
        var text = new RenderedText(
        [
            new(TextPartKind.Template, "<u>"), new(TextPartKind.Context, "Qu\u00ed\u00e9n?"), new(TextPartKind.Template, "<a>"), new(TextPartKind.Scored, "Yo, yo."),
            new(TextPartKind.Context, "\u65e5?"), new(TextPartKind.Scored, "No."), new(TextPartKind.Scored, "\u00c9l fue."), new(TextPartKind.Template, "</a>"),
        ]);
        var windows = new WindowPlanner(scorer, s_small).Plan(text).ToList();

        // "No." has fewer tokens than a suffix, unless the tokenizer adds one.
        int[] answers = tokenizer == ScriptedTokenizer.Bytes ? [3, 6] : [3, 5, 6];
        Assert.Equal(answers.Length, windows.Count);
        foreach (var (window, answer) in windows.Zip(answers))
        {
            int[] before = [.. text.Parts.Take(answer).SelectMany(part => scorer.Tokenize(part.Text))];
            Assert.Equal(before, window.Prefix);
            Assert.Equal(scorer.Tokenize(text.Parts[answer].Text)[..4], window.Suffix);
            Assert.Equal(text.Parts.Take(answer).Sum(part => part.Text.Length), window.Place.SuffixStart);
        }

        // Of two answers that follow on each other the second begins where the first ends.
        Assert.Equal(text.Parts.Take(6).Sum(part => part.Text.Length), windows[^1].Place.Start);
    }

    private static Property AreTokensFromEachStart(ScriptedTokenizer tokenizer)
    {
        var space = tokenizer == ScriptedTokenizer.Bytes ? "" : " ";
        return Prop.ForAll(s_texts.ToArbitrary(), s_settings.ToArbitrary(), (text, settings) =>
        {
            var expected = new List<ExtractionWindow>();
            var starts = Enumerable.Range(0, text.Length).Where(i => i % settings.StrideCharacters == 0)
                .Select(i => char.IsLowSurrogate(text[i]) ? i + 1 : i).Distinct();
            foreach (var start in starts)
            {
                var tokens = Encoding.UTF8.GetBytes(space + text[start..]);
                var (prefix, window) = (settings.PrefixTokens - space.Length, settings.PrefixTokens + settings.SuffixTokens - space.Length);
                if (tokens.Length < window + space.Length)
                {
                    continue;
                }

                // A character is in the suffix if all its bytes are.
                var inside = Enumerable.Range(start, text.Length - start)
                    .Where(i => !char.IsLowSurrogate(text[i]))
                    .Where(i => BytesBetween(text, start, i) >= prefix && BytesBetween(text, start, EndOf(text, i)) <= window)
                    .ToList();
                var place = inside.Count == 0 ? default : new WindowPlace(start, inside[0], EndOf(text, inside[^1]));
                expected.Add(new ExtractionWindow(place, [.. tokens.Take(settings.PrefixTokens).Select(b => (int)b)], [.. tokens.Skip(settings.PrefixTokens).Take(settings.SuffixTokens).Select(b => (int)b)]));
            }

            var actual = Planner(settings, tokenizer).Plan(text).ToList();
            Assert.Equal(expected.Select(window => string.Join(' ', window.Prefix.Concat(window.Suffix))), actual.Select(window => string.Join(' ', window.Prefix.Concat(window.Suffix))));
            foreach (var (e, a) in expected.Zip(actual).Where(pair => pair.First.Place != default))
            {
                Assert.Equal(e.Place, a.Place);
            }

            Assert.All(actual, window => Assert.True(window.Place.Start <= window.Place.SuffixStart && window.Place.SuffixStart <= window.Place.SuffixEnd && window.Place.SuffixEnd <= text.Length));
        });
    }

    private static WindowPlanner Planner(ExtractionSettings settings, ScriptedTokenizer tokenizer = ScriptedTokenizer.Bytes) =>
        new(new ScriptedScorer(new ScriptedModel("m") { Tokenizer = tokenizer }, new ScriptedActivity()), settings);

    private static int EndOf(string text, int index) => index + (char.IsHighSurrogate(text[index]) ? 2 : 1);

    private static int BytesBetween(string text, int start, int end) => Encoding.UTF8.GetByteCount(text[start..end]);
}
