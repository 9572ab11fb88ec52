using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class RmiaAttackTests
{
    [Property(MaxTest = 30)]
    public Property A_score_is_the_share_of_the_other_calibration_documents_whose_ratio_is_smaller() => IsShareOfSmallerRatios("rmia", 1);

    [Property(MaxTest = 30)]
    public Property With_a_gamma_above_one_a_ratio_must_be_smaller_by_it() => IsShareOfSmallerRatios("rmia(gamma=1.5)", 1.5);

    [Property(MaxTest = 30)]
    public Property With_a_gamma_below_one_a_ratio_may_be_larger_by_it() => IsShareOfSmallerRatios("rmia(gamma=0.5)", .5);

    [Fact]
    public void A_planted_member_is_above_every_non_member()
    {
        ShadowCase[] cases = [.. Enumerable.Range(0, 12).Select(i => new ShadowCase(-4 + (i / 16.0), [-3], [-4]) { IsCalibration = true, Label = Membership.NonMember }), new ShadowCase(-2, [-3], [-4])];
        var scores = ShadowCase.ValuesOf("rmia", cases);
        Assert.Equal(1, scores[^1]);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i / 11.0), scores.Take(12));
    }

    [Fact]
    public void Fewer_than_ten_others_or_a_missing_side_are_a_reason()
    {
        ShadowCase[] ten = [.. Enumerable.Repeat(new ShadowCase(-4, [-3], [-4]) { IsCalibration = true }, 10)];
        var scores = ShadowCase.ScoreAll("rmia", [.. ten, new ShadowCase(-2, [-3], [-4]), new ShadowCase(-2, [], [-4]), new ShadowCase(-2, [-3], [])]);
        Assert.All(scores.Take(10), score => Assert.Equal(RelativeRanks.TooFewOthers, score.Reason));
        Assert.Equal([null, "no shadow model was trained on it", "every shadow model was trained on it"], scores.Skip(10).Select(score => score.Reason));
        Assert.Equal(1, scores[10].Value);
    }

    private static Property IsShareOfSmallerRatios(string attack, double gamma) =>
        Prop.ForAll(ShadowGenerators.Cases(2, 3, fewest: 22).ToArbitrary(), cases =>
        {
            double Ratio(ShadowCase each) => Math.Exp(each.Target) / ((each.In.Average(Math.Exp) + each.Out.Average(Math.Exp)) / 2);
            var scores = ShadowCase.ValuesOf(attack, cases);
            for (var i = 0; i < cases.Length; i++)
            {
                // The bound moves a hair to either side where a quotient is γ itself and only rounding decides.
                var others = cases.Where((other, j) => other.IsCalibration && j != i).Select(other => Ratio(cases[i]) / Ratio(other)).ToList();
                Assert.InRange(scores[i], others.Average(q => q > gamma * (1 + 1e-9) ? 1.0 : 0), others.Average(q => q > gamma * (1 - 1e-9) ? 1.0 : 0));
            }
        });
}
