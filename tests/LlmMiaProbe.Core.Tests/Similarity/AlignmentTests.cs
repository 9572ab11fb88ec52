using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

/// <summary>Fast algorithms against the textbook ones.</summary>
public sealed class AlignmentTests
{
    private const int Short = 400;
    private const int Long = 60;

    [Property(MaxTest = Short)]
    public Property The_longest_common_subsequence_is_that_of_the_table() => Prop.ForAll(Sequences.Pairs, AssertSubsequence);

    [Property(MaxTest = Long)]
    public Property The_longest_common_subsequence_of_an_edited_text_is_that_of_the_table() => Prop.ForAll(Sequences.Edited, AssertSubsequence);

    [Property(MaxTest = Short)]
    public Property The_edit_distance_is_that_of_the_table() => Prop.ForAll(Sequences.Pairs, AssertDistance);

    [Property(MaxTest = Long)]
    public Property The_edit_distance_of_an_edited_text_is_that_of_the_table() => Prop.ForAll(Sequences.Edited, AssertDistance);

    [Property(MaxTest = Short)]
    public Property The_longest_common_substring_is_the_longest_and_stands_where_it_says() => Prop.ForAll(Sequences.Pairs, AssertSubstring);

    [Property(MaxTest = Long)]
    public Property The_longest_common_substring_of_an_edited_text_is_the_longest_and_stands_where_it_says() => Prop.ForAll(Sequences.Edited, AssertSubstring);

    [Property(MaxTest = Short)]
    public Property Coverage_is_that_of_every_ngram_one_by_one() => Prop.ForAll(Sequences.Pairs, x =>
    {
        Assert.Equal(Plain.Coverage(x.First, x.Second, NgramCoverage.DefaultShortest), NgramCoverage.Of(x.First, x.Second), 12);
        Assert.All(Enumerable.Range(2, 11), n => Assert.Equal(Plain.Coverage(x.First, x.Second, n), NgramCoverage.Of(x.First, x.Second, n), 12));
    });

    [Property(MaxTest = Short)]
    public Property Small_texts_are_aligned_with_as_many_matches_as_there_can_be() => Prop.ForAll(Sequences.Pairs, x =>
    {
        var blocks = MatchingBlocks.Find(x.First, x.Second);
        AssertMonotone(blocks, x.First, x.Second);
        Assert.Equal(Plain.Subsequence(x.First, x.Second), blocks.Sum(block => block.Length));
    });

    [Property(MaxTest = Long)]
    public Property Larger_texts_are_aligned_in_order() =>
        Prop.ForAll(Sequences.Edited, x => AssertMonotone(MatchingBlocks.Find(x.First, x.Second), x.First, x.Second));

    [Property(MaxTest = 40)]
    public Property Larger_texts_match_as_much_as_an_edit_away()
    {
        // Words that occur once have one right partner, so that anchors lose nothing.
        var cases = from length in Gen.Choose(300, 900) from holes in Gen.Choose(0, 299).ListOf() select (length, holes);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var first = Enumerable.Range(0, x.length).ToArray();
            var second = first.Where(word => !x.holes.Contains(word)).SelectMany(word => word % 17 == 0 ? [word, -word - 1] : new[] { word }).ToArray();
            var blocks = MatchingBlocks.Find(first, second);
            AssertMonotone(blocks, first, second);
            Assert.Equal(Plain.Subsequence(first, second), blocks.Sum(block => block.Length));
        });
    }

    [Fact]
    public void A_text_that_is_repeated_over_and_over_still_matches()
    {
        var reference = Enumerable.Range(0, 500).ToArray();
        var generated = Enumerable.Range(1000, 300).Concat(Enumerable.Repeat(reference, 100).SelectMany(copy => copy)).ToArray();

        Assert.Equal(500, MatchingBlocks.Find(reference, generated).Sum(block => block.Length));
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("intention", "execution", 5)]
    [InlineData("saturday", "sunday", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("", "", 0)]
    public void Textbook_edit_distances(string first, string second, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(Characters(first), Characters(second)));
        Assert.Equal(first.Length + second.Length == 0 ? 1 : 1 - (distance / (double)Math.Max(first.Length, second.Length)), EditDistance.Similarity(Characters(first), Characters(second)), 12);
    }

    [Theory]
    [InlineData("ABCBDAB", "BDCABA", 4)]
    [InlineData("AGGTAB", "GXTXAYB", 4)]
    [InlineData("", "A", 0)]
    public void Textbook_subsequences(string first, string second, int length)
    {
        Assert.Equal(length, LongestCommonSubsequence.Length(Characters(first), Characters(second)));
        Assert.Equal(first.Length == 0 ? 0 : (double)length / first.Length, LongestCommonSubsequence.Ratio(Characters(first), Characters(second)));
    }

    [Fact]
    public void Sequences_beyond_the_cap_are_refused_by_name()
    {
        var long1 = new int[1 << 19];

        Assert.Contains("too long to be compared", Assert.Throws<ArgumentException>(() => EditDistance.Between(long1, long1)).Message, StringComparison.Ordinal);
        Assert.Contains("too long to be compared", Assert.Throws<ArgumentException>(() => LongestCommonSubsequence.Length(long1, long1)).Message, StringComparison.Ordinal);
    }

    private static void AssertSubsequence((int[] First, int[] Second) x) =>
        Assert.Equal(Plain.Subsequence(x.First, x.Second), LongestCommonSubsequence.Length(x.First, x.Second));

    private static void AssertDistance((int[] First, int[] Second) x)
    {
        var distance = Plain.EditDistance(x.First, x.Second);
        Assert.Equal(distance, EditDistance.Between(x.First, x.Second));
        Assert.All([0, 1, 10, 64, 100, 1000], limit => Assert.Equal(distance <= limit ? distance : null, EditDistance.Within(x.First, x.Second, limit)));
    }

    private static void AssertSubstring((int[] First, int[] Second) x)
    {
        var span = LongestCommonSubstring.Find(x.First, x.Second);
        Assert.Equal(Plain.Substring(x.First, x.Second), span.Length);
        Assert.Equal(x.First[span.ReferenceStart..span.ReferenceEnd], x.Second[span.GeneratedStart..span.GeneratedEnd]);
        Assert.Equal(span.GeneratedStart, span.Length == 0 ? 0 : FirstPlace(x.Second, x.First, span.Length));
        Assert.Equal(span.ReferenceStart, span.Length == 0 ? 0 : Place(x.First, x.Second[span.GeneratedStart..span.GeneratedEnd]));
    }

    private static void AssertMonotone(IReadOnlyList<CommonSpan> blocks, int[] reference, int[] generated)
    {
        Assert.All(blocks, block => Assert.Equal(reference[block.ReferenceStart..block.ReferenceEnd], generated[block.GeneratedStart..block.GeneratedEnd]));
        Assert.All(blocks, block => Assert.True(block.Length > 0));
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.First.ReferenceEnd <= pair.Second.ReferenceStart && pair.First.GeneratedEnd <= pair.Second.GeneratedStart));
    }

    private static int FirstPlace(int[] text, int[] other, int length) =>
        Enumerable.Range(0, text.Length - length + 1).First(i => Place(other, text[i..(i + length)]) >= 0);

    private static int Place(int[] text, int[] part) => text.AsSpan().IndexOf(part);

    private static int[] Characters(string text) => [.. text.Select(c => (int)c)];
}
