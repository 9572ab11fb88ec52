using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

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

    [Fact]
    public void Where_only_bounds_are_known_both_are_said_and_what_is_left_out()
    {
        var target = Summary("target/window", 120) with
        {
            AtMost = Summary("target/window", 240),
            UnseenWindows = 3,
            Unmeasured = [new UnmeasuredWindows("target/window", "the endpoint splits the suffix into 51 tokens and --tokenizer into 50", 1)],
        };
        ExtractedDocument[] documents = [new(0, "d0", [target], []), new(1, "d1", [Summary("target/window", 0) with { AtMost = Summary("target/window", 5) }], [])];
        Assert.Equal("The target emits between 12% and 24% of 1,000 characters with a probability of .01 or more when given the 50 tokens before them.", ExtractionStatement.Of(documents[0], new ExtractionSettings()));
        Assert.Equal("Of 2 documents, the target emits a passage of between 1 and 2 with a probability of .01 or more when given the 50 tokens before it.", ExtractionStatement.OfAll(documents, new ExtractionSettings()));
        Assert.Equal(
            [
                "The target is behind an endpoint that does not show all of p_z: every figure lies between at least and at most. Of 3 windows not one token was shown, so nothing is known of them from below.",
                "Not measured and left out of every figure: 1 window of the target, because the endpoint splits the suffix into 51 tokens and --tokenizer into 50.",
            ],
            ExtractionStatement.WindowNotes(documents[0]));
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
