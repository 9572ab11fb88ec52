using LlmMiaProbe.Attacks;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class AttackScoreTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_score_that_is_no_finite_number_is_a_bug(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AttackScore.Of(value));

    [Fact]
    public void A_score_has_a_value_or_a_reason_and_never_both()
    {
        Assert.Equal((1.5, null), (AttackScore.Of(1.5).Value, AttackScore.Of(1.5).Reason));
        Assert.Equal((null, "why"), (AttackScore.NotApplicable("why").Value, AttackScore.NotApplicable("why").Reason));
    }
}
