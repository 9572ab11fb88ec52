using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;
using MathNet.Numerics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class LogisticRegressionTests
{
    [Property]
    public Property One_feature_agrees_with_the_root_of_the_derivative()
    {
        var cases = from firsts in Gen.Choose(-100, 100).ArrayOf(7) from seconds in Gen.Choose(-100, 100).ArrayOf(4) from lambda in Gen.Elements(.001, .1, 1) select (firsts, seconds, lambda);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            double[] first = [.. x.firsts.Select(v => (float)(v / 100.0))];
            double[] second = [.. x.seconds.Select(v => (float)(v / 100.0))];
            var expected = FindRoots.OfFunction(
                w => (x.lambda * w) - first.Average(v => v / 2 / (1 + Math.Exp(w * v))) + second.Average(v => v / 2 / (1 + Math.Exp(-w * v))), -2000, 2000, 1e-10);
            var rows = first.Concat(second).Select(v => new SparseRow([0], [(float)v])).ToList();
            var found = LogisticRegression.Fit([.. rows], [.. Enumerable.Range(0, 11).Select(i => i < 7)], 1, x.lambda);
            Assert.Equal(expected, found[0], 2e-3 * Math.Max(1, Math.Abs(expected)));
        });
    }

    [Fact]
    public void No_small_change_of_the_weights_is_better()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 60).Select(_ => new SparseRow([0, 1, 3], [.5f * random.NextSingle(), .5f * random.NextSingle(), .5f * random.NextSingle()])).ToList();
        List<bool> isFirst = [.. rows.Select(row => row.Values[0] + (.3 * random.NextDouble()) > .4)];
        var weights = LogisticRegression.Fit([.. rows], [.. isFirst], 4, .01);
        var best = Loss(weights);
        for (var i = 0; i < 4; i++)
        {
            foreach (var change in new[] { -.01, .01 })
            {
                double[] other = [.. weights];
                other[i] += change;
                Assert.True(Loss(other) > best, $"weight {i} is better by {change}");
            }
        }

        Assert.Equal(0, weights[2]);

        double Loss(double[] w) => (.005 * w.Sum(v => v * v))
            + rows.Zip(isFirst).Where(r => r.Second).Average(r => Math.Log(1 + Math.Exp(-r.First.Dot(w))) / 2)
            + rows.Zip(isFirst).Where(r => !r.Second).Average(r => Math.Log(1 + Math.Exp(r.First.Dot(w))) / 2);
    }
}
