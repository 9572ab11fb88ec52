using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class HiddenTokensTests(NativeLibraryFixture native)
{
    private const string Text = "The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us.";

    /// <summary>A text by itself, a very short one, one of several windows, one after a shared prefix and a window.</summary>
    [Theory]
    [InlineData(BosPolicy.Always)]
    [InlineData(BosPolicy.Never)]
    public async Task However_a_text_is_decoded_its_scores_stay_and_one_likeliest_token_is_what_they_know(BosPolicy bos)
    {
        using var scorer = native.Open("base.gguf", new LocalScorerOptions { Bos = bos, ContextLength = 64 });
        var tokens = scorer.Tokenize(Text);
        PreparedText[] texts = [scorer.Prepare(Text), scorer.Prepare("a cat"), scorer.Prepare(string.Concat(Enumerable.Repeat(Text, 5))), scorer.PrepareAfter("It was the best of times. ", "A cat sat."), scorer.PrepareWindow(tokens[..6], tokens[6..], [])];
        var plain = await NativeLibraryFixture.ScoreAsync(scorer, texts);
        var decoded = await ScoreAsync(scorer, [.. texts.Select(text => text with { TopK = [1, 20, scorer.Model.VocabularySize] })]);
        foreach (var (scores, again) in plain.Zip(decoded))
        {
            SameBits.Assert(scores, again.Scores ?? throw new InvalidOperationException(again.Failure));
            Assert.Equal([false, false, true], again.Hidden.Select(hidden => hidden.ShowsAll));
            Assert.Equal(HiddenTokens.BehindLikeliest(scores).Bounds, again.Hidden[0].Bounds);
            Assert.All(again.Hidden[2].Bounds, bound => Assert.Equal(float.NaN, bound));
            Assert.All(Enumerable.Range(0, scores.Count), t => Assert.True(again.Hidden[1].Seen(t, scores.LogProb[t]) >= scores.LogProb[t] && again.Hidden[1].IsShown(t) == scores.Rank[t] <= 20));
        }

        Assert.All(plain, scores => Assert.True(scores.Count > 0));
    }

    /// <summary>Drawing from the 20 likeliest divides by the probability of those, so its scores say what is left for the others.</summary>
    [Fact]
    public async Task What_is_left_is_what_a_decoding_that_draws_from_the_same_tokens_says()
    {
        using var scorer = native.Open("base.gguf");
        var tokens = scorer.Tokenize(Text);
        var window = scorer.PrepareWindow(tokens[..6], tokens[6..], [new DecodingScheme { TopK = 20 }]) with { TopK = [20] };
        var scored = Assert.Single(await ScoreAsync(scorer, [window]));
        var scores = scored.Scores ?? throw new InvalidOperationException(scored.Failure);
        var hidden = Enumerable.Range(0, scores.Count).Where(t => !scored.Hidden[0].IsShown(t)).ToList();
        Assert.NotEmpty(hidden);
        foreach (var t in hidden)
        {
            var left = 1 - Math.Exp(scores.Top1LogProb[t] - scored.UnderSchemes[0].Top1LogProb[t]);
            Assert.True(float.IsNegativeInfinity(scored.UnderSchemes[0].LogProb[t]));
            Assert.InRange(Math.Exp(scored.Hidden[0].Bounds[t]), 0, left + 1e-6);
            // Twenty shown tokens have this much each, or less than the hidden ones together.
            Assert.InRange(Math.Exp(scored.Hidden[0].Bounds[t]), Math.Exp(scores.LogProb[t]) - 1e-9, (1 - left) / 20);
        }
    }

    private static async Task<List<ScoredText>> ScoreAsync(LlamaTokenScorer scorer, IReadOnlyList<PreparedText> texts)
    {
        var scored = new List<ScoredText>();
        await foreach (var one in scorer.ScoreAllAsync(texts, CancellationToken.None))
        {
            scored.Add(one);
        }

        return scored;
    }
}
