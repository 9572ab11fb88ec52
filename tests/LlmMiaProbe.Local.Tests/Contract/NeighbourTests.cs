using LlmMiaProbe.Neighbours;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class NeighbourTests(NativeLibraryFixture native)
{
    [Fact]
    public async Task Neighbours_score_as_the_tokens_that_they_are()
    {
        using var scorer = new NeighbourScorer(native.Open("target.gguf"), native.Open("base.gguf"), 3);
        using var target = native.Open("target.gguf");
        var prepared = scorer.Prepare("Oz himself is the Great Wizard, answered the Witch, sinking her voice to a whisper.");
        var neighbours = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, prepared));
        Assert.Equal(3, neighbours.Count);
        for (var j = 0; j < neighbours.Count; j++)
        {
            int[] changed = [.. prepared.Tokens];
            changed[neighbours.Rank[j]] = neighbours.Tokens[j];
            Assert.NotEqual(prepared.Tokens, changed);
            var whole = Assert.Single(await NativeLibraryFixture.ScoreAsync(target, target.Prepare("Oz") with { Tokens = changed, InputTokens = changed.Length, Windows = 1 }));
            Assert.Equal(whole.LogProb[^neighbours.Top1[j]..].Sum(lp => (double)lp), neighbours.LogProb[j], 1e-3);
        }
    }
}
