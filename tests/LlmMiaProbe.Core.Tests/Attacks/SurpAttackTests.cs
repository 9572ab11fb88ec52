using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class SurpAttackTests
{
    private static readonly float[] LogProb = [-1, -8, -3, -6, -2];

    [Fact]
    public void Only_certain_predictions_of_unlikely_tokens_count()
    {
        // The three least likely are -8, -6, -3; the prediction of -6 was uncertain.
        var evidence = new TokenColumns { Target = LogProb, Entropy = [0, 1.5f, 1.9f, 2, 0] };
        Assert.Equal(-5.5, evidence.ScoredBy("surp(k=0.6,entropy=2)").Value);
        Assert.Equal(-8, evidence.ScoredBy("surp(k=0.6,entropy=1.6)").Value);
        Assert.Equal(-17 / 3.0, evidence.ScoredBy("surp(k=0.6,entropy=2.1)").Value ?? double.NaN, 1e-12);
    }

    [Fact]
    public void Without_a_surprise_there_is_no_score()
    {
        var evidence = new TokenColumns { Target = LogProb, Entropy = [0, 3, 0, 3, 0] };
        Assert.Equal(SurpAttack.NoSurprise, evidence.ScoredBy("surp(k=0.4,entropy=2)").Reason);
        Assert.Equal(SurpAttack.NoSurprise, evidence.ScoredBy("surp(k=1,entropy=0)").Reason);
    }

    [Property]
    public Property With_a_bound_above_every_entropy_it_is_min_k()
    {
        var cases = from lp in Gen.Choose(-9000, 0).Select(i => i / 1000f).NonEmptyListOf() from k in Gen.Choose(1, 100) select (lp.ToArray(), k / 100.0);
        return Prop.ForAll(cases.ToArbitrary(), x => Assert.Equal(
            TokenColumns.Score($"min-k(k={x.Item2})", x.Item1).Value ?? double.NaN,
            TokenColumns.Score($"surp(k={x.Item2},entropy=100)", x.Item1).Value ?? double.NaN,
            1e-12));
    }

    [Fact]
    public void Of_equally_likely_tokens_the_earlier_is_taken()
    {
        var evidence = new TokenColumns { Target = [-4, -4], Entropy = [1, 3] };
        Assert.Equal(-4, evidence.ScoredBy("surp(k=0.5)").Value);
        Assert.NotNull((evidence with { Entropy = [3, 1] }).ScoredBy("surp(k=0.5)").Reason);
    }

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(TokenColumns.Score("surp").Reason);
}
