using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class ApproximateEntropyAttackTests
{
    [Fact]
    public void The_heart_rate_example_is_reproduced()
    {
        // Pincus' regular series 85, 80, 89 of length 51 with m = 2 and r = 3 has 1.0996541105257052e-05; r is relative here.
        float[] series = [.. Enumerable.Repeat(new[] { -85f, -80, -89 }, 17).SelectMany(x => x)];
        var deviation = Math.Sqrt(122.0 / 9);
        Assert.Equal(1.0996541105257052e-05, TokenColumns.Score($"approximate-entropy(m=2,r={3 / deviation:R})", series).Value ?? double.NaN, 1e-14);
    }

    [Fact]
    public void An_irregular_series_scores_above_a_regular_one()
    {
        float[] regular = [.. Enumerable.Range(0, 60).Select(t => t % 2 == 0 ? -1f : -5)];
        float[] irregular = [.. Enumerable.Range(0, 60).Select(t => t * t % 59 % 2 == 0 ? -1f : -5)];
        Assert.True(Score(irregular) > Score(regular));

        static double? Score(float[] series) => TokenColumns.Score("approximate-entropy(m=2,r=0.2)", series).Value;
    }

    [Fact]
    public void A_constant_series_is_wholly_regular() =>
        Assert.Equal(0, TokenColumns.Score("approximate-entropy", [.. Enumerable.Repeat(-2f, 30)]).Value);

    [Fact]
    public void Too_short_a_series_has_none()
    {
        Assert.Equal(LeadingTokens.TooFew(4), TokenColumns.Score("approximate-entropy(m=2)", -1, -2, -3).Reason);
        Assert.NotNull(TokenColumns.Score("approximate-entropy(m=2)", -1, -2, -3, -4).Value);
    }
}
