using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

public sealed class NearVerbatimRecallTests
{
    [Property(MaxTest = 150)]
    public Property Both_passes_match_as_many_words_as_over_difflib_blocks()
    {
        // Words that occur once leave no choice of partner, so every way to find the blocks finds the same.
        var cases =
            from length in Gen.Choose(0, 600)
            from edits in (from place in Gen.Choose(0, 599) from kind in Gen.Choose(0, 2) from size in Gen.Choose(1, 14) select (place, kind, size)).ListOf()
            select (length, edits: edits.ToList());
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var reference = Enumerable.Range(0, x.length).ToArray();
            var generated = Edit(reference, x.edits);
            var measured = NearVerbatimRecall.Measure(reference, generated);
            var matched = Plain.NearVerbatim(reference, generated, measured.Floors.First, measured.Floors.Second);
            Assert.Equal((matched, x.length - matched, generated.Length - matched), (measured.Matched, measured.Missing, measured.Additional));
            Assert.Equal(x.length == 0 ? 0 : (double)matched / x.length, measured.Recall);
        });
    }

    [Fact]
    public void Gaps_join_blocks_up_to_the_width_and_the_difference_of_each_pass()
    {
        Assert.Equal(60, Matched(gapInReference: 2, gapInGenerated: 1, block: 30, new(20, 60)));
        Assert.Equal(60, Matched(gapInReference: 10, gapInGenerated: 7, block: 30, new(20, 60)));
        Assert.Equal(0, Matched(gapInReference: 10, gapInGenerated: 6, block: 30, new(20, 60)));
        Assert.Equal(0, Matched(gapInReference: 11, gapInGenerated: 11, block: 30, new(20, 60)));

        // Blocks below the first floor are gone before the wide gaps of the second pass are looked at.
        Assert.Equal(0, Matched(gapInReference: 3, gapInGenerated: 3, block: 10, new(20, 20)));
        Assert.Equal(20, Matched(gapInReference: 2, gapInGenerated: 2, block: 10, new(20, 20)));
        Assert.Equal(0, Matched(gapInReference: 0, gapInGenerated: 2, block: 10, new(20, 20)));
    }

    [Theory]
    [InlineData(0, 2, 4)]
    [InlineData(10, 2, 4)]
    [InlineData(100, 15, 35)]
    [InlineData(140, 20, 49)]
    [InlineData(283, 20, 100)]
    [InlineData(200_000, 20, 100)]
    public void Floors_scale_with_short_texts(int words, int first, int second)
    {
        Assert.Equal(new NearVerbatimFloors(first, second), NearVerbatimFloors.For(words));
        Assert.Equal(second < 100, NearVerbatimFloors.For(words).AreScaled);
    }

    [Fact]
    public void Passages_say_where_they_are()
    {
        int[] reference = [.. Enumerable.Range(0, 300)];
        int[] generated = [.. Enumerable.Range(1000, 50), .. Enumerable.Range(100, 60), -1, .. Enumerable.Range(161, 60), .. Enumerable.Range(2000, 30)];

        var measured = NearVerbatimRecall.Measure(reference, generated);

        Assert.Equal(new NearVerbatimSpan(100, 121, 50, 121, 120), Assert.Single(measured.Spans));
        Assert.Equal((120, 180, 81, 120), (measured.Matched, measured.Missing, measured.Additional, measured.Longest));
        Assert.Equal(.4, measured.Recall, 12);
        Assert.False(measured.Floors.AreScaled);
    }

    [Fact]
    public void A_book_with_a_slip_every_hundred_words_is_recalled_but_for_the_slips()
    {
        const int words = 200_000;
        var random = new MathNet.Numerics.Random.Xoshiro256StarStar(7);
        var reference = Enumerable.Range(0, words).Select(_ => (int)(5000 * random.NextDouble() * random.NextDouble())).ToArray();
        var generated = reference.ToArray();
        for (var i = 50; i < words; i += 100)
        {
            generated[i] = -1;
        }

        var measured = NearVerbatimRecall.Measure(reference, generated);

        Assert.Equal(words - (words / 100), measured.Matched);
        Assert.Single(measured.Spans);
        Assert.Equal(words / 100, EditDistance.Between(reference, generated));
        Assert.Equal(99, LongestCommonSubstring.Find(reference, generated).Length);
        Assert.Equal(words - (words / 100), LongestCommonSubsequence.Length(reference, generated));
    }

    [Fact]
    public void Other_case_quotes_and_line_ends_are_no_disguise()
    {
        var numbering = new WordNumbering();
        var (wanted, produced) = (numbering.Read("“Never mind,” he said\r\nto the soft\u00ADly sleeping cat."), numbering.Read("\"NEVER MIND,\"  he said to\nthe softly sleeping cat."));

        Assert.Equal((9, 1), (wanted.Numbers.Length, NearVerbatimRecall.Measure(wanted.Numbers, produced.Numbers).Recall));
    }

    [Fact]
    public void Unrelated_books_have_little_in_common()
    {
        var random = new MathNet.Numerics.Random.Xoshiro256StarStar(3);
        int[] Book() => [.. Enumerable.Range(0, 40_000).Select(_ => (int)(3000 * random.NextDouble() * random.NextDouble()))];
        var (first, second) = (Book(), Book());

        Assert.Equal(0, NearVerbatimRecall.Measure(first, second).Matched);
        Assert.InRange(LongestCommonSubstring.Find(first, second).Length, 1, 10);
    }

    private static int Matched(int gapInReference, int gapInGenerated, int block, NearVerbatimFloors floors) => NearVerbatimRecall.Measure(
        [.. Enumerable.Range(0, block), .. Enumerable.Range(1000, gapInReference), .. Enumerable.Range(block, block)],
        [.. Enumerable.Range(0, block), .. Enumerable.Range(2000, gapInGenerated), .. Enumerable.Range(block, block)],
        floors).Matched;

    private static int[] Edit(int[] reference, List<(int Place, int Kind, int Size)> edits)
    {
        var (words, fresh) = (reference.ToList(), -1);
        foreach (var (place, kind, size) in edits.Where(edit => edit.Place + edit.Size < words.Count))
        {
            if (kind != 0)
            {
                words.RemoveRange(place, size);
            }

            if (kind != 1)
            {
                words.InsertRange(place, Enumerable.Range(0, size).Select(_ => fresh--));
            }
        }

        return [.. words];
    }
}
