using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;

namespace LlmMiaProbe.Core.Tests.Findings.Health;

public sealed class CopyFinderTests
{
    private const string Text = "It was a bright cold day in the town, and all the clocks of the old harbour were striking one after the other as they had done for years.";

    [Fact]
    public void Equal_texts_are_found_whatever_their_case_marks_and_spaces() =>
        Assert.Equal([[0, 2]], Clusters(Text, "Another text altogether, with other words from its first to its very last one.", Text.ToUpperInvariant().Replace(",", " ;  ", StringComparison.Ordinal)));

    [Fact]
    public void A_changed_word_in_a_short_text_leaves_a_copy()
    {
        // 29 words have 22 8-grams, of which a word in the middle is in 8.
        Assert.Equal([[0, 1]], Clusters(Text, Text.Replace("clocks", "bells", StringComparison.Ordinal)));
        Assert.Empty(Clusters(Text, Text.Replace("clocks", "bells", StringComparison.Ordinal).Replace("striking", "silent", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_beginning_is_a_copy_and_ties_run_over_others()
    {
        var half = Text[..70];
        Assert.Equal([[0, 1]], Clusters(Text, half));
        Assert.Equal([[0, 1, 2]], Clusters(half, Text, Text[30..]));
    }

    [Theory]
    [InlineData("The end", "the END.", "The beginning")]
    [InlineData("!?", "!?", "?!")]
    [InlineData("", "", "a")]
    public void Texts_of_few_words_must_be_the_same_words(string first, string second, string other) => Assert.Equal([[0, 1]], Clusters(first, second, other));

    [Fact]
    public void Scripts_without_spaces_are_compared_by_character() =>
        Assert.Equal([[0, 1]], Clusters("昔々あるところにおじいさんとおばあさんが住んでいました", "昔々あるところにおじいさんとおばあさんが住んでいた", "吾輩は猫である名前はまだ無いどこで生れたか"));

    [Property(MaxTest = 30)]
    public Property Long_copies_with_few_changes_are_found_and_strangers_are_not() => Prop.ForAll(
        (from length in Gen.Choose(100, 600) from words in Gen.Choose(0, 5000).ArrayOf(length) from others in Gen.Choose(0, 5000).ArrayOf(length) from place in Gen.Choose(0, length - 1) select (words, others, place)).ToArbitrary(),
        x =>
        {
            var changed = x.words.ToArray();
            changed[x.place] = 9999;
            Assert.Equal([[0, 2]], Clusters(Join(x.words), Join(x.others), Join(changed)));
        });

    [Fact]
    public void Many_copies_of_many_texts_are_told_apart()
    {
        var random = new Random(4);
        string[] texts = [.. Enumerable.Range(0, 30).Select(_ => Join([.. Enumerable.Range(0, 80).Select(_ => random.Next(3000))]))];
        var clusters = Clusters([.. Enumerable.Range(0, 1200).Select(i => $"{texts[i % 30]} number {i}")]);
        Assert.Equal(30, clusters.Count);
        Assert.All(clusters, cluster => Assert.Equal(40, cluster.Count));
    }

    private static string Join(IEnumerable<int> words) => string.Join(' ', words.Select(word => $"w{word}"));

    private static IReadOnlyList<IReadOnlyList<int>> Clusters(params string[] texts)
    {
        var finder = new CopyFinder();
        var tokens = new List<TextToken>();
        foreach (var normalised in texts.Select(NormalisedText.Of))
        {
            TextTokens.Read(normalised, tokens);
            finder.Add(normalised, tokens);
        }

        return finder.Clusters();
    }
}
