using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class AboveMeanAttackTests
{
    [Fact]
    public void A_worked_example_is_reproduced()
    {
        // Mean -2.5: -2 and -1 are above. Means so far: -2, -3, -2.67; only -1 is above its own.
        Assert.Equal(.5, TokenColumns.Score("above-mean(running=0)", -2, -4, -3, -1).Value);
        Assert.Equal(1 / 3.0, TokenColumns.Score("above-mean(running=1)", -2, -4, -3, -1).Value);
    }

    [Property]
    public Property Shares_match_a_count_in_whole_numbers() =>
        Prop.ForAll(Gen.Choose(-40, 0).ListOf().Where(list => list.Count > 1).ToArbitrary(), quarters =>
        {
            var running = Enumerable.Range(1, quarters.Count - 1).Count(t => quarters[t] * t > quarters.Take(t).Sum()) / (quarters.Count - 1.0);
            var whole = quarters.Count(q => q * quarters.Count > quarters.Sum()) / (double)quarters.Count;
            float[] logProb = [.. quarters.Select(q => q / 4f)];
            Assert.Equal(running, TokenColumns.Score("above-mean(running=1)", logProb).Value ?? double.NaN, 1e-12);
            Assert.Equal(whole, TokenColumns.Score("above-mean(running=0)", logProb).Value ?? double.NaN, 1e-12);
        });

    [Fact]
    public void Fewer_than_two_tokens_have_no_shape()
    {
        Assert.Equal(LeadingTokens.TooFew(2), TokenColumns.Score("above-mean").Reason);
        Assert.Equal(LeadingTokens.TooFew(2), TokenColumns.Score("above-mean", -1).Reason);
    }
}
