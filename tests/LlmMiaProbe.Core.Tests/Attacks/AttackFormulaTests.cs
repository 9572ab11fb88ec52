using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class AttackFormulaTests
{
    private static readonly Arbitrary<(float[] LogProbs, double K)> Texts = (
        from logProbs in Gen.Choose(-20_000, 0).Select(n => n / 1000f).NonEmptyListOf()
        from k in Gen.Choose(1, 1000).Select(n => n / 1000.0)
        select (logProbs.ToArray(), k)).ToArbitrary();

    [Property]
    public Property Min_k_takes_away_the_smallest_one_by_one() =>
        Prop.ForAll(Texts, text => AssertClose(MeanOfPicked(text, values => values.Min()), Score($"min-k(k={text.K:R})", text.LogProbs)))
            ;

    [Property]
    public Property Max_k_takes_away_the_largest_one_by_one() =>
        Prop.ForAll(Texts, text => AssertClose(MeanOfPicked(text, values => values.Max()), Score($"max-k(k={text.K:R})", text.LogProbs)))
            ;

    [Property]
    public Property Over_all_tokens_min_k_and_max_k_are_the_loss() =>
        Prop.ForAll(Texts, text =>
        {
            var loss = Score("loss", text.LogProbs);
            AssertClose(loss, Score("min-k(k=1)", text.LogProbs));
            AssertClose(loss, Score("max-k(k=1)", text.LogProbs));
        });

    [Theory]
    [InlineData(0, 0.65205448)]
    [InlineData(1, -0.88295120)]
    [InlineData(2, -2.41795689)]
    public void Min_k_plus_plus_standardises_by_the_prediction_itself(int token, double z)
    {
        var builder = TokenScoresBuilder.For([token], bos: true);
        builder.Set(0, LogitReduction.Reduce([2, 1, 0], token));
        var attack = Scores.Attack("min-k-plus-plus");
        Assert.Equal(z, attack.Score(Scores.Evidence(attack, _ => builder.Build())).Value ?? double.NaN, 1e-6);
    }

    [Fact]
    public void Min_k_plus_plus_of_a_uniform_prediction_is_zero()
    {
        var builder = TokenScoresBuilder.For([3], bos: true);
        builder.Set(0, LogitReduction.Reduce(new float[8], 3));
        var attack = Scores.Attack("min-k-plus-plus");
        Assert.Equal(0, attack.Score(Scores.Evidence(attack, _ => builder.Build())).Value ?? double.NaN, 1e-6);
    }

    [Fact]
    public void Different_tokenizers_are_compared_by_bytes_of_text()
    {
        var difference = Scores.Attack("reference-difference");
        var ratio = Scores.Attack("reference-ratio");
        var target = Scores.Of([-1, -2, -3]);
        var reference = Scores.Of([-4, -8]);
        var sameTokens = Scores.Of([-4, -8, -6]);

        // "naïve" has 6 bytes: (-6 - -12) / 6 and -(-6 / -12).
        double? Apart(ConfiguredAttack attack, bool sameTokenizer) =>
            attack.Score(Scores.Evidence(attack, request => request.Model == ModelRole.Target ? target : sameTokenizer ? sameTokens : reference, "naïve", sameTokenizer)).Value;
        Assert.Equal(1, Apart(difference, sameTokenizer: false));
        Assert.Equal(-0.5, Apart(ratio, sameTokenizer: false));
        Assert.Equal(4, Apart(difference, sameTokenizer: true));
        Assert.Equal(-2 / 6.0, Apart(ratio, sameTokenizer: true));
    }

    private static double MeanOfPicked((float[] LogProbs, double K) text, Func<List<float>, float> pick)
    {
        var left = text.LogProbs.ToList();
        var picked = new List<double>();
        do
        {
            picked.Add(pick(left));
            left.Remove((float)picked[^1]);
        }
        while (picked.Count + 1 <= text.K * text.LogProbs.Length);

        return picked.Average();
    }

    private static double Score(string selection, float[] logProbs)
    {
        var attack = Scores.Attack(selection);
        return attack.Score(Scores.Evidence(attack, _ => Scores.Of(logProbs))).Value ?? double.NaN;
    }

    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-9);
}
