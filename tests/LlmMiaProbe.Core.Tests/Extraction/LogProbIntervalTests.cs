using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class LogProbIntervalTests
{
    [Property]
    public Property Every_token_of_any_distribution_lies_in_what_is_said_of_it() => Prop.ForAll(
        (from weights in Gen.Choose(0, 10_000).ListOf().Where(list => list.Count > 1 && list.Sum() > 0)
         from top in Gen.Choose(1, 8)
         from step in Gen.Elements(0, 0.01, 0.5)
         select (weights, top, step)).ToArbitrary(),
        entry =>
        {
            var total = (double)entry.weights.Sum();
            var logProbs = entry.weights.Select((weight, i) => (Text: $"t{i}", LogProb: Math.Log(weight / total))).ToList();
            TokenAlternative[] shown = [.. logProbs.OrderByDescending(one => one.LogProb).Take(entry.top).Where(one => double.IsFinite(one.LogProb))
                .Select(one => new TokenAlternative(one.Text, entry.step > 0 ? Math.Round(one.LogProb / entry.step) * entry.step : one.LogProb))];
            return logProbs.TrueForAll(one => LogProbInterval.Of(shown, one.Text, entry.step) is var interval
                && interval.Low - 1e-9 <= one.LogProb && one.LogProb <= interval.High + 1e-9);
        });

    [Fact]
    public void A_hidden_token_has_at_most_the_smallest_shown_or_what_is_left()
    {
        TokenAlternative[] shown = [new("a", Math.Log(0.6)), new("b", Math.Log(0.3))];
        Assert.Equal(Math.Log(0.1), LogProbInterval.Of(shown, "c").High, 1e-12);
        Assert.Equal(Math.Log(0.2), LogProbInterval.Of([new("a", Math.Log(0.3)), new("b", Math.Log(0.2))], "c").High, 1e-12);
        Assert.Equal(new LogProbInterval(Math.Log(0.3), Math.Log(0.3)), LogProbInterval.Of(shown, "b"));
        Assert.Equal(LogProbInterval.Unknown, LogProbInterval.Of([], "a"));
    }

    [Fact]
    public void Part_of_a_character_may_be_the_one_that_is_shown_or_another()
    {
        var interval = LogProbInterval.Of([new("\uFFFD", -0.1), new("a", -3)], "\uFFFD");
        Assert.Equal((double.NegativeInfinity, -0.1), (interval.Low, interval.High));
    }
}
