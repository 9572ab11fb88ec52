using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class PrefixedTextTests(NativeLibraryFixture native)
{
    private const string Prefix = "It was the best of times, it was the worst of times. ";
    private static readonly string[] s_texts = ["The cat sat on the mat.", "a", "Oz himself is the Great Wizard, answered the Witch.", "yes"];

    [Theory]
    [InlineData(BosPolicy.Always)]
    [InlineData(BosPolicy.Never)]
    public async Task A_text_after_a_prefix_scores_like_the_end_of_both_together(BosPolicy bos)
    {
        using var scorer = native.Open("target.gguf", new LocalScorerOptions { Bos = bos });
        foreach (var text in s_texts)
        {
            var prepared = scorer.PrepareAfter(Prefix, text);
            int[] together = [.. prepared.Prefix, .. prepared.Tokens];
            var whole = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, prepared with { Tokens = together, Prefix = [], InputTokens = together.Length }));
            var after = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, prepared));
            Assert.Equal(prepared.Tokens, after.Tokens);
            Assert.Null(after.UnscoredFirstToken);
            for (var t = 0; t < after.Count; t++)
            {
                Assert.Equal(whole.LogProb[whole.Count - after.Count + t], after.LogProb[t], 1e-4f);
            }
        }
    }

    [Fact]
    public async Task Texts_do_not_see_each_other_and_cost_their_own_tokens_only()
    {
        using var scorer = native.Open("target.gguf");
        var texts = s_texts.Select(text => scorer.PrepareAfter(Prefix, text)).ToArray();
        var forward = await NativeLibraryFixture.ScoreAsync(scorer, texts);
        var backward = await NativeLibraryFixture.ScoreAsync(scorer, [.. texts.Reverse()]);
        for (var i = 0; i < texts.Length; i++)
        {
            SameBits.Assert(forward[i], backward[^(i + 1)]);
            Assert.Equal(texts[i].Tokens.Length, texts[i].InputTokens);
            Assert.Equal(texts[i].Prefix.Length, texts[i].SharedInputTokens);
        }
    }

    [Fact]
    public async Task A_prefix_that_was_given_up_comes_back_with_the_same_bits()
    {
        using var scorer = native.Open("target.gguf");
        var (text, other) = (scorer.PrepareAfter(Prefix, s_texts[0]), scorer.PrepareAfter("Once upon a time. ", s_texts[2]));
        var first = await NativeLibraryFixture.ScoreAsync(scorer, text);
        await NativeLibraryFixture.ScoreAsync(scorer, other);
        SameBits.Assert(first[0], (await NativeLibraryFixture.ScoreAsync(scorer, text))[0]);
    }

    [Fact]
    public void The_prefix_is_part_of_the_key_and_must_fit_with_the_text()
    {
        using var scorer = native.Open("target.gguf");
        Assert.NotEqual(scorer.Prepare("a").Key, scorer.PrepareAfter(Prefix, "a").Key);
        Assert.NotEqual(scorer.PrepareAfter("b", "a").Key, scorer.PrepareAfter(Prefix, "a").Key);
        var book = File.ReadAllText(LabFiles.PathOf("time-machine.txt"));
        Assert.Contains("512", Assert.Throws<ModelException>(() => scorer.PrepareAfter(Prefix, book[..3000])).Message, StringComparison.Ordinal);
    }
}
