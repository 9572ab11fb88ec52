using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class EpsilonLowerBoundTests
{
    // TF Privacy's vectors, which come from the R package asbio.
    [Theory]
    [InlineData(473, 511, 755, 950, 1.01166194, 1.01189079, 1.01148934, 1.01167669)]
    [InlineData(2, 697, 213, 313, .00220470, .00310880, .00162322, .00233503)]
    [InlineData(1000, 10, 10, 10000, 589.27335593, 568.32659563, 613.58766147, 592.63264572)]
    [InlineData(0, 511, 755, 950, 0, .00021568, 0, 0)]
    [InlineData(2, 697, 0, 313, .13325535, .17571862, .18481008, .08081083)]
    [InlineData(0, 10, 0, 10000, 0, 0, 0, 0)]
    [InlineData(473, 0, 755, 950, 2.15959024, 2.15883995, 2.15787013, 2.15959827)]
    [InlineData(2, 697, 213, 0, .00089568, .00126522, .00066016, .00094821)]
    [InlineData(1000, 0, 10, 0, .93375356, .93686007, .93591485, .93381958)]
    public void The_ratios_of_TF_Privacy_are_reproduced(int tp, int fn, int fp, int tn, double katz, double adjusted, double bailey, double sinh)
    {
        Assert.Equal(katz, Ratio(RatioBoundMethod.KatzLog), 1e-8);
        Assert.Equal(adjusted, Ratio(RatioBoundMethod.AdjustedLog), 1e-8);
        Assert.Equal(bailey, Ratio(RatioBoundMethod.Bailey), 1e-8);
        Assert.Equal(sinh, Ratio(RatioBoundMethod.InverseSinh), 1e-8);

        double Ratio(RatioBoundMethod method) => EpsilonLowerBound.Ratio(method, tp, tp + fn, fp, fp + tn);
    }

    [Theory]
    [InlineData(RatioBoundMethod.KatzLog, 37.31696140)]
    [InlineData(RatioBoundMethod.AdjustedLog, 37.35421695)]
    [InlineData(RatioBoundMethod.Bailey, 108.47420518)]
    [InlineData(RatioBoundMethod.InverseSinh, 35.46128691)]
    public void Without_a_false_positive_of_five_hundred_the_ratios_are_those_of_TF_Privacy(RatioBoundMethod method, double expected) =>
        Assert.Equal(expected, EpsilonLowerBound.Ratio(method, 500, 500, 0, 500, .01), 1e-8);

    [Fact]
    public void Clopper_Pearson_reproduces_the_best_epsilon_of_five_hundred_and_five_hundred()
    {
        // Jagielski et al. 2020, section 4: 4.54 at a confidence of 99%.
        Assert.Equal(4.54, EpsilonLowerBound.Of(500, 500, 0, 500, alpha: .01), 2);
        Assert.Equal(4.54, Math.Log(EpsilonLowerBound.Ratio(RatioBoundMethod.ClopperPearson, 500, 500, 0, 500, .01)), 2);

        // All and none have a closed form: (α/2)^(1/n) and 1 - (α/2)^(1/n).
        var end = Math.Pow(.005, 1.0 / 500);
        Assert.Equal(Math.Log((end - .1) / (1 - end)), EpsilonLowerBound.Of(500, 500, 0, 500, delta: .1, alpha: .01), 7);
    }

    [Fact]
    public void An_attack_that_shows_nothing_bounds_nothing()
    {
        Assert.Equal(0, EpsilonLowerBound.Of(50, 100, 50, 100));
        Assert.Equal(0, EpsilonLowerBound.Of(0, 100, 0, 100));
        Assert.Equal(0, EpsilonLowerBound.Of(100, 100, 0, 100, delta: 1));
    }

    [Theory]
    [InlineData(11, 10, 0, 10, .05)]
    [InlineData(1, 10, 11, 10, .05)]
    [InlineData(1, 10, 1, 10, .5)]
    [InlineData(1, 10, 1, 10, double.NaN)]
    public void Impossible_arguments_are_refused(int tp, int members, int fp, int nonMembers, double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EpsilonLowerBound.Of(tp, members, fp, nonMembers, alpha: alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => EpsilonLowerBound.Ratio(RatioBoundMethod.KatzLog, tp, members, fp, nonMembers, alpha));
    }
}
