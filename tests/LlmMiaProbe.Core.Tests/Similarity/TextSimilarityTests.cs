using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

public sealed class TextSimilarityTests
{
    private const string Sentence = "Call me Ishmael. Some years ago - never mind how long precisely - having little or no money in my purse";

    [Fact]
    public void A_text_is_as_like_itself_as_can_be()
    {
        var same = TextSimilarity.Measure(Sentence, Sentence);

        Assert.Equal((19, 19, 19), (same.ReferenceWords, same.GeneratedWords, same.LeadingWords));
        Assert.Equal((Sentence.Length, Sentence.Length, Sentence.Length), (same.LeadingRawCharacters, same.LongestRawCharacters, same.LongestCharacters));
        Assert.Equal(new CommonSpan(0, 0, 19), same.LongestWords);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], new[] { same.Rouge1Recall, same.RougeL.F, same.Bleu, same.WordSimilarity ?? 0, same.Coverage, same.Jaccard, same.NearVerbatim.Recall }.Select(v => Math.Round(v, 12)));
        Assert.True(same.NearVerbatim.Floors.AreScaled);
    }

    [Fact]
    public void Other_case_quotes_and_line_ends_are_no_disguise()
    {
        const string plain = "\"never mind,\" he said to the softly sleeping cat.";
        var disguised = TextSimilarity.Measure("“Never mind,” he said\r\nto the soft\u00ADly sleeping cat.", "\"NEVER MIND,\"  he said to\nthe softly sleeping cat.");

        Assert.Equal((0, 9), (disguised.LeadingRawCharacters, disguised.LeadingWords));
        Assert.Equal(plain.Length, disguised.LongestCharacters);
        Assert.True(disguised.LongestRawCharacters < disguised.LongestCharacters);
        Assert.Equal(1, disguised.NearVerbatim.Recall);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "word")]
    [InlineData("word", "")]
    [InlineData("word", "other")]
    [InlineData("...", "!!!")]
    public void Texts_of_no_word_or_one_have_finite_measures(string reference, string generated)
    {
        var similarity = TextSimilarity.Measure(reference, generated);

        double[] shares = [similarity.Rouge1Recall, similarity.RougeL.F, similarity.Bleu, similarity.Coverage, similarity.CreativityIndex, similarity.Jaccard, similarity.NearVerbatim.Recall];
        Assert.All(shares, share => Assert.Equal(0, share));
        Assert.Equal(reference == "word" || generated == "word" ? 0 : 1, similarity.WordSimilarity);
    }

    [Fact]
    public void Surrogate_pairs_are_one_character_and_ideographs_one_word()
    {
        var similarity = TextSimilarity.Measure("😀😀日本", "😀😀日語");

        Assert.Equal((3, 3, 1), (similarity.LeadingRawCharacters, similarity.LongestRawCharacters, similarity.LeadingWords));
        Assert.Equal((2, .5), (similarity.ReferenceWords, similarity.Rouge1Recall));
    }

    [Fact]
    public void Unrelated_books_have_little_in_common()
    {
        var random = new MathNet.Numerics.Random.Xoshiro256StarStar(3);
        var (first, second) = (Book(random), Book(random));

        var similarity = TextSimilarity.Measure(first, second);

        Assert.Equal((40_000, 40_000, 0), (similarity.ReferenceWords, similarity.GeneratedWords, similarity.NearVerbatim.Matched));
        Assert.InRange(similarity.LongestWords.Length, 1, 10);
    }

    private static string Book(MathNet.Numerics.Random.RandomSource random) =>
        string.Join(' ', Enumerable.Range(0, 40_000).Select(_ => $"w{(int)(3000 * random.NextDouble() * random.NextDouble())}"));
}
