using LlmMiaProbe.Core.Tests.Golden;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Testing.Attacks;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class GoldenAttackTests
{
    [Theory]
    [InlineData("loss", "loss")]
    [InlineData("min-k(k=0.2)", "min_k_20")]
    [InlineData("max-k(k=0.2)", "max_k_20")]
    [InlineData("min-k-plus-plus(k=0.2)", "min_k_pp_20")]
    [InlineData("reference-difference", "reference_difference")]
    [InlineData("reference-ratio", "reference_ratio")]
    public void An_attack_reproduces_the_scores_of_another_implementation(string selection, string golden)
    {
        var attack = Scores.Attack(selection);
        Assert.All(GoldenNumbers.Documents, document =>
        {
            var score = attack.Score(Scores.Evidence(attack, request => ScoresOf(document, request), document.Text));
            Assert.Equal(GoldenNumbers.AttackScores[document.Id][golden], score.Value ?? double.NaN, 1e-3);
        });
    }

    [Fact]
    public void Zlib_reproduces_them_with_exactly_their_compressed_bytes()
    {
        var attack = Scores.Attack("zlib");
        Assert.All(GoldenNumbers.Documents, document =>
        {
            var golden = GoldenNumbers.AttackScores[document.Id];
            var score = attack.Score(Scores.Evidence(attack, request => ScoresOf(document, request), document.Text));
            var loss = Scores.Attack("loss").Score(Scores.Evidence(attack, request => ScoresOf(document, request), document.Text));
            Assert.Equal(loss.Value / golden["zlib_bytes"], score.Value);
            Assert.Equal(golden["zlib"], score.Value ?? double.NaN, 1e-5);
        });
    }

    // The golden token scores are of the plain texts, so a lower-cased text of the golden ratio is made from them.
    [Fact]
    public void Lowercase_is_the_lower_cased_over_the_plain_text_and_not_the_reverse()
    {
        var attack = Scores.Attack("lowercase");
        Assert.All(GoldenNumbers.Documents, document =>
        {
            var golden = GoldenNumbers.AttackScores[document.Id]["lowercase"];
            var lower = Scores.Of(document.Target.LogProb.Select(lp => (float)(lp * golden)));
            var score = attack.Score(Scores.Evidence(attack, request => request.Variant == TextVariant.Lowercase ? lower : document.TargetScores));
            Assert.Equal(golden, score.Value ?? double.NaN, 1e-3);
        });
    }

    private static TokenScores ScoresOf(GoldenDocument document, EvidenceRequest request) =>
        request.Model == ModelRole.Target ? document.TargetScores : document.BaseScores;
}
