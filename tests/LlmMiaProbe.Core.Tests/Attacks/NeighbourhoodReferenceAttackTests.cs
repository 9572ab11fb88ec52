using LlmMiaProbe.Attacks;
using LlmMiaProbe.Core.Tests.Probing;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Attacks;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class NeighbourhoodReferenceAttackTests
{
    [Theory]
    [InlineData(false, (-6 - -10.0 + (-4 - -9.0)) / 2 / 4)]
    [InlineData(true, (-6 - -10.0 + (-4 - -9.0)) / 2 / 3)]
    public void The_mean_of_the_neighbours_is_taken_off(bool firstIsUnscored, double expected) =>
        // Tokens 1 to 3 and tokens 2 and 3 replaced; without a BOS the columns begin one token later.
        Assert.Equal(expected, Score([-1, -2, -3, -1], firstIsUnscored, Neighbours([1, 2], [3, 2], [-10, -9])).Value ?? double.NaN, 1e-6);

    [Fact]
    public void No_neighbour_and_other_tokens_have_reasons()
    {
        Assert.Equal(NeighbourhoodReferenceAttack.NoNeighbour, Score([-1, -2], false, Neighbours([], [], [])).Reason);
        Assert.Equal(AlignedTokens.OtherTokens, Score([-1, -2], false, Neighbours([1], [2], [-3])).Reason);
    }

    [Fact]
    public async Task A_run_tells_a_memorised_text_from_others()
    {
        string[] texts = [.. Enumerable.Range(0, 12).Select(i => $"Text number {i} is this one.")];
        using var scene = new ProbeScene(texts, new ScriptedModel("target") { Memorised = [.. texts.Where((_, i) => i % 2 == 0)] }, attacks: ["neighbourhood-reference(n=3)"]);
        var plan = scene.Plan();
        var run = await scene.RunAsync();
        Assert.Equal(["neighbours-3", "target"], scene.Record(run).Models.Select(model => model.Role.Name).Order());
        Assert.Equal(1, Assert.Single(scene.Evaluation(run).Attacks).Auc?.Value);
        Assert.Equal(plan.TokensToDecode, scene.Record(run).Counts.TokensDecoded);
        Assert.Equal(2 * 1000 + 2 * 500, plan.Passes[^1].Memory);
    }

    private static AttackScore Score(float[] target, bool firstIsUnscored, TokenScores neighbours)
    {
        var plain = Scores.Of(firstIsUnscored ? target[1..] : target);
        var evidence = new Dictionary<string, TokenScores>
        {
            ["target/plain"] = firstIsUnscored ? new TokenScores(plain.Tokens, plain.LogProb, plain.Rank, plain.Top1, plain.Top1LogProb, plain.Entropy, plain.Variance, 9) : plain,
            ["neighbours-8/plain"] = neighbours,
        };
        return Scores.Attack("neighbourhood-reference").Score(new DocumentEvidence(DocumentFacts.Of("Some text."), evidence, sameTokenizer: true));
    }

    private static TokenScores Neighbours(int[] places, int[] counts, float[] logProbs)
    {
        var zeros = new float[places.Length];
        return new TokenScores(new int[places.Length], logProbs, places, counts, zeros, zeros, zeros, null);
    }
}
