using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class InfoRmiaAttackTests
{
    [Theory]
    [InlineData("info-rmia", (1.5 - .5 + 3.25 + 0) / 4)]
    [InlineData("info-rmia(k=0.5)", (-.5 + 0) / 2)]
    [InlineData("info-rmia(k=0.1)", -.5)]
    public void Gain_and_divergence_are_added_token_by_token(string attack, double expected) =>
        Assert.Equal(expected, Score(attack, [.5f, .5f, .25f, 1]).Value ?? double.NaN, 1e-7);

    [Fact]
    public void It_is_the_expected_gain_of_the_target_that_is_taken_off()
    {
        // p_reference = (¾, ¼), p_target = (½, ½), the first token follows: ln(½ / ¾) - [¾ ln(½ / ¾) + ¼ ln(½ / ¼)].
        var divergence = DivergenceReduction.Reduce([(float)Math.Log(3), 0], [0, 0]);
        var expected = Math.Log(.5 / .75) - ((.75 * Math.Log(.5 / .75)) + (.25 * Math.Log(.5 / .25)));
        var score = Scores.Attack("info-rmia").Score(Evidence([(float)Math.Log(.5)], [(float)Math.Log(.75)], [(float)divergence]));
        Assert.Equal(expected, score.Value ?? double.NaN, 1e-6);
    }

    [Fact]
    public void An_infinite_divergence_and_another_tokenizer_have_reasons()
    {
        Assert.Equal(InfoRmiaAttack.RuledOut, Score("info-rmia", [0, float.PositiveInfinity, 0, 0]).Reason);
        var evidence = Evidence([-1], [-1], [0], sameTokenizer: false);
        Assert.Equal(AlignedTokens.OtherTokenizer, Scores.Attack("info-rmia").Score(evidence).Reason);
    }

    private static AttackScore Score(string attack, float[] divergences) =>
        Scores.Attack(attack).Score(Evidence([-1, -2, -1, -2], [-2, -1, -4, -1], divergences));

    private static DocumentEvidence Evidence(float[] target, float[] reference, float[] divergences, bool sameTokenizer = true)
    {
        var zeros = new float[divergences.Length];
        var none = new int[divergences.Length];
        var evidence = new Dictionary<string, TokenScores>
        {
            ["target/plain"] = Scores.Of(target),
            ["reference/plain"] = Scores.Of(reference),
            ["divergence/plain"] = new(Scores.Of(target).Tokens, zeros, none, none, zeros, divergences, zeros, null),
        };
        return new DocumentEvidence(DocumentFacts.Of("Some text."), evidence, sameTokenizer);
    }
}
