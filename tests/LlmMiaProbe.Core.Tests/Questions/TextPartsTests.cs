using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class TextPartsTests
{
    private static readonly string[] s_alphabet = ["a", "b", "c"];

    [Property]
    public Property Passages_are_of_equal_length_and_cover_the_text() => Prop.ForAll(
        (from count in Gen.Choose(0, 300) from words in Gen.Choose(1, 120) select (count, words)).ToArbitrary(),
        x =>
        {
            var text = string.Join(' ', Enumerable.Range(0, x.count).Select(i => $"w{i}"));
            var passages = Passages.Of(text, x.words, int.MaxValue);
            if (x.count < Passages.FewestWords)
            {
                Assert.Empty(passages);
                return;
            }

            Assert.Equal(text, string.Join(' ', passages));
            var lengths = passages.Select(passage => passage.Split(' ').Length).ToList();
            Assert.InRange(lengths.Max() - lengths.Min(), 0, 1);
            Assert.True(passages.Count == 1 || lengths.Min() >= x.words);
        });

    [Fact]
    public void Of_many_passages_those_that_lie_evenly_are_taken()
    {
        var text = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"w{i}"));
        Assert.Equal(["w50", "w150"], Passages.Of(text, 10, 2).Select(passage => passage.Split(' ')[0]));
        Assert.Equal(4, Passages.Of(text, 50, 4).Count);
    }

    [Fact]
    public void Borders_move_to_the_nearest_end_of_a_sentence()
    {
        // Forty words, cut in two at 20; a sentence ends after 17 and after 24 words, and a quarter of a passage is 5 words.
        string Text(params int[] ends) => string.Join(' ', Enumerable.Range(1, 40).Select(i => ends.Contains(i) ? $"w{i}.\"" : $"w{i}"));
        Assert.Equal(17, Passages.Of(Text(17, 24), 20, 2)[0].Split(' ').Length);
        Assert.Equal(24, Passages.Of(Text(14, 24), 20, 2)[0].Split(' ').Length);
        Assert.Equal(20, Passages.Of(Text(14, 26), 20, 2)[0].Split(' ').Length);
    }

    [Theory]
    [InlineData("one two three four five six", "two three four five six seven eight", " seven eight")]
    [InlineData("one two three four five six", "Two, three - FOUR five six. Seven", ". Seven")]
    [InlineData("one two three four five six", "three four five six seven", "three four five six seven")]
    [InlineData("one two three four five six", "one two three four five six", "")]
    [InlineData("one two three four five six", "seven eight", "seven eight")]
    public void What_was_given_is_cut_off_a_reply(string given, string reply, string rest) => Assert.Equal(rest, Echo.Cut(given, reply));

    [Property]
    public Property Stretches_of_a_document_are_those_that_brute_force_finds()
    {
        var text = Gen.Elements(s_alphabet).ArrayOf().Select(words => string.Join(' ', words));
        var cases = from document in text from outputs in text.ArrayOf(3) from fewest in Gen.Choose(1, 4) select (document, outputs, fewest);
        return Prop.ForAll(cases.ToArbitrary(), x => Assert.Equal(BruteForce(x.document, x.outputs, x.fewest), new ProducedSpans(x.outputs).Find(x.document, x.fewest)))
            ;
    }

    [Fact]
    public void Nothing_matches_across_two_outputs() =>
        Assert.Equal([(2, "a b"), (2, "c d")], new ProducedSpans(["x a b", "c d"]).Find("a b c d", 1));

    [Theory]
    [InlineData("poem", "poem poem Poem, poem. Once upon a time poem", "Once upon a time poem")]
    [InlineData("poem", "poem poem", "")]
    [InlineData("poem", "No.", "No.")]
    [InlineData("poem", "", "")]
    public void What_follows_the_repetitions_is_kept(string word, string output, string rest) => Assert.Equal(rest, RepeatedWord.AfterRepetition(word, output));

    // ROUGE-L: the longest common subsequence of 4 of 6 and 5 words, F1 = 2 · 4 / (6 + 5).
    [Fact]
    public void Completions_are_compared_with_the_true_rest()
    {
        var cut = new SplitText("x1 x2 x3 x4 x5", " the cat sat on the mat");
        Assert.Equal(8 / 11.0, GuidedInstruction.Closeness(cut, "the cat lay on mat").RougeL, 12);
        Assert.Equal((1, 1), GuidedInstruction.Closeness(cut, "x1 x2 x3 x4 x5 the cat sat on the mat"));
        Assert.Equal((0, 0), GuidedInstruction.Closeness(cut, "nothing alike"));
    }

    private static List<(int Words, string Text)> BruteForce(string document, string[] outputs, int fewest)
    {
        var words = document.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = new List<(int Start, int End)>();
        for (var start = 0; start < words.Length; start++)
        {
            var longest = Enumerable.Range(1, words.Length - start).LastOrDefault(length => outputs.Any(output => $" {output} ".Contains($" {string.Join(' ', words.Skip(start).Take(length))} ", StringComparison.Ordinal)));
            if (longest >= fewest && !found.Exists(span => span.Start <= start && start + longest <= span.End))
            {
                found.Add((start, start + longest));
            }
        }

        return [.. found.Select(span => (span.End - span.Start, string.Join(' ', words[span.Start..span.End])))];
    }
}
