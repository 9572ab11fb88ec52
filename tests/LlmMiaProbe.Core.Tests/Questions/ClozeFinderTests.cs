using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class ClozeFinderTests
{
    private static string Filler(int words) => string.Join(' ', Enumerable.Range(0, words).Select(i => "word" + (char)('a' + (i % 26))));

    [Fact]
    public void The_only_name_of_a_passage_is_taken_out()
    {
        var text = $"{Filler(30)}, and then Ishmael came. {Filler(16)}.";
        var cloze = Assert.Single(ClozeFinder.Find(text, 10));
        Assert.Equal("Ishmael", cloze.Name);
        Assert.Equal(text, cloze.Passage.Replace(ClozeFinder.Mask, "Ishmael", StringComparison.Ordinal));
        Assert.Contains("and then [MASK] came.", cloze.Passage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("and then Ishmael met Queequeg there.")] // two names
    [InlineData("and then Ishmael saw Ishmael there.")] // twice
    [InlineData("and then Ishmael Smith came there.")] // two words
    [InlineData("and then he came there.")] // none
    [InlineData("and Monday came there.")] // a day
    [InlineData("and I came there.")]
    [InlineData("and then Bread was bread there.")] // also in lower case
    public void Other_passages_are_left_out(string sentence) => Assert.Empty(ClozeFinder.Find($"{Filler(30)}, {sentence} {Filler(16)}.", 10));

    [Fact]
    public void A_word_at_the_beginning_of_a_sentence_is_no_name_by_itself()
    {
        Assert.Empty(ClozeFinder.Find($"{Filler(30)}. Ishmael came. {Filler(16)}.", 10));
        Assert.Empty(ClozeFinder.Find($"{Filler(30)}, \"Ishmael!\" he said. {Filler(16)}.", 10));
    }

    [Fact]
    public void Titles_stay_and_possessives_are_cut()
    {
        var cloze = Assert.Single(ClozeFinder.Find($"{Filler(30)}, and then Mr. Ahab's leg came. {Filler(16)}.", 10));
        Assert.Equal("Ahab", cloze.Name);
        Assert.Contains("Mr. [MASK]'s leg", cloze.Passage, StringComparison.Ordinal);
    }

    [Fact]
    public void Passages_do_not_overlap_and_are_40_to_60_words_long()
    {
        var text = string.Join(' ', Enumerable.Range(0, 9).Select(i => $"{Filler(25)}, and then {new[] { "Ahab", "Ishmael", "Starbuck" }[i % 3]} came. {Filler(20)}."));
        var clozes = ClozeFinder.Find(text, 100);
        Assert.InRange(clozes.Count, 5, 9);
        Assert.All(clozes, cloze => Assert.InRange(cloze.Passage.Split(' ').Length, 40, 60));
        var end = 0;
        foreach (var cloze in clozes)
        {
            var passage = cloze.Passage.Replace(ClozeFinder.Mask, cloze.Name, StringComparison.Ordinal);
            var start = text.IndexOf(passage, end, StringComparison.Ordinal);
            Assert.InRange(start, end, text.Length);
            end = start + passage.Length;
        }

        Assert.Equal(2, ClozeFinder.Find(text, 2).Count);
    }

    [Theory]
    [InlineData("<name>Ahab</name>", "Ahab")]
    [InlineData("The name is <name> Ahab </name>.", "Ahab")]
    [InlineData("Ahab.", "Ahab")]
    [InlineData("**Ahab**", "Ahab")]
    [InlineData("I think it is Ahab", null)]
    [InlineData("", null)]
    [InlineData("42", null)]
    public void Replies_are_read(string reply, string? name) => Assert.Equal(name, ClozeFinder.NameIn(reply));
}
