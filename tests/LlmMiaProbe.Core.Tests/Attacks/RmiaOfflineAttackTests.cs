using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class RmiaOfflineAttackTests
{
    [Property(MaxTest = 30)]
    public Property The_models_trained_on_it_are_guessed_from_the_others() => GuessesFromTheOthers("rmia-offline", .3);

    [Property(MaxTest = 30)]
    public Property With_an_a_of_zero_they_are_guessed_to_be_certain() => GuessesFromTheOthers("rmia-offline(a=0)", 0);

    [Property(MaxTest = 30)]
    public Property With_an_a_of_one_they_are_guessed_to_be_like_the_others() => GuessesFromTheOthers("rmia-offline(a=1)", 1);

    [Fact]
    public void Models_trained_on_it_are_not_looked_at()
    {
        ShadowCase[] cases = [.. Enumerable.Range(0, 22).Select(i => new ShadowCase(-i, [-1], [-4, -3]) { IsCalibration = i % 2 == 0 })];
        Assert.Equal(ShadowCase.ScoreAll("rmia-offline", cases), ShadowCase.ScoreAll("rmia-offline", [.. cases.Select(each => each with { In = [] })]));
        Assert.Equal("every shadow model was trained on it", ShadowCase.ScoreAll("rmia-offline", new ShadowCase(-1, [-1], [])).Single().Reason);
    }

    private static Property GuessesFromTheOthers(string attack, double a) =>
        Prop.ForAll(ShadowGenerators.Cases(0, 3, fewest: 22).ToArbitrary(), cases =>
        {
            double Ratio(ShadowCase each) => Math.Exp(each.Target) / ((((1 + a) * each.Out.Average(Math.Exp)) + 1 - a) / 2);
            var scores = ShadowCase.ValuesOf(attack, cases);
            for (var i = 0; i < cases.Length; i++)
            {
                var others = cases.Where((other, j) => other.IsCalibration && j != i).Select(other => Ratio(cases[i]) / Ratio(other)).ToList();
                Assert.InRange(scores[i], others.Average(q => q > 1 + 1e-9 ? 1.0 : 0), others.Average(q => q > 1 - 1e-9 ? 1.0 : 0));
            }
        });
}
