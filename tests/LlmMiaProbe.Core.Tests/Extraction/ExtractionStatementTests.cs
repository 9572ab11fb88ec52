using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class ExtractionStatementTests
{
    [Theory]
    [InlineData(true, "The target emits 25% of 1,000 characters with a probability of .01 or more when given the 50 tokens before them; the reference emits 0.1%.")]
    [InlineData(false, "The target emits 25% of 1,000 characters with a probability of .01 or more when given the 50 tokens before them.")]
    public void The_sentence_says_what_is_emitted_and_what_is_given(bool hasReference, string expected)
    {
        WindowSummary[] summaries = hasReference ? [Summary("target/window", 250), Summary("reference/window", 1)] : [Summary("target/window", 250)];
        Assert.Equal(expected, ExtractionStatement.Of(new ExtractedDocument(0, "d0", summaries, []), new ExtractionSettings()));
    }

    [Theory]
    [InlineData("member")]
    [InlineData("training data")]
    [InlineData("trained on")]
    public void No_sentence_claims_membership(string claim) =>
        Assert.DoesNotContain(claim, ExtractionStatement.Of(new ExtractedDocument(0, "d0", [Summary("target/window", 1000)], []), new ExtractionSettings()), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Of_several_documents_those_are_counted_of_which_a_passage_is_emitted()
    {
        ExtractedDocument[] documents = [.. new[] { 250, 0, 1 }.Select((characters, i) => new ExtractedDocument(i, $"d{i}", [Summary("target/window", characters), Summary("reference/window", 0)], []))];
        Assert.Equal(
            "Of 3 documents, the target emits a passage of 2 with a probability of .01 or more when given the 50 tokens before it; the reference of 0.",
            ExtractionStatement.OfAll(documents, new ExtractionSettings()));
        Assert.Equal(ExtractionStatement.Of(documents[0], new ExtractionSettings()), ExtractionStatement.OfAll(documents[..1], new ExtractionSettings()));
    }

    private static WindowSummary Summary(string request, int characters) => new()
    {
        Request = request,
        Windows = 10,
        MedianLogPz = -5,
        CoveredCharacters = 1000,
        CharactersAtLeast = [0, 0, characters, 1000],
        GreedyWindows = 0,
        ExactMemorization = 0,
        ExtractionStrength = 0,
        Best = default,
        BestLogPz = -1,
        BestRankBits = 0,
    };
}
