using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class CamiaAttackTests
{
    // 29 non-members with the features (1, 1), …, (29, 29).
    private static readonly PopulationDocument[] NonMembers = [.. Enumerable.Range(1, 29).Select(i => Document($"n{i}", true, i, i))];

    [Theory]
    [InlineData("camia", -2, 2)]
    [InlineData("camia(rule=0)", -2, 2)]
    public void Fisher_adds_the_logarithms_of_the_p_values(string attack, double factor, int features)
    {
        // Above 25 of 29: p = (½ + 4) / 30; equal to the 20th: p = (½ + 9 + ½) / 30.
        Assert.Equal(factor * features * Math.Log(.15), Score(attack, 25.5, 25.5), 1e-12);
        Assert.Equal(factor * (Math.Log(.15) + Math.Log(1 / 3.0)), Score(attack, 25.5, 20), 1e-12);
    }

    [Fact]
    public void Other_rules_are_those_of_the_paper()
    {
        double[] p = [.15, 1 / 3.0];
        Assert.Equal(-p.Average(), Score("camia(rule=1)", 25.5, 20), 1e-12);
        Assert.Equal(p.Sum(q => Math.Log((1 - q) / q)), Score("camia(rule=2)", 25.5, 20), 1e-12);
        Assert.Equal(2 * p.Sum(q => Math.Log(1 - q)), Score("camia(rule=3)", 25.5, 20), 1e-12);
    }

    [Fact]
    public void George_is_the_mean_of_Fisher_and_Pearson() =>
        Assert.Equal((Score("camia(rule=0)", 7, 28) + Score("camia(rule=3)", 7, 28)) / 2, Score("camia(rule=2)", 7, 28), 1e-12);

    [Theory]
    [InlineData("camia(rule=0)")]
    [InlineData("camia(rule=1)")]
    [InlineData("camia(rule=2)")]
    [InlineData("camia(rule=3)")]
    public void A_document_above_all_scores_highest_and_one_below_all_lowest_under_any_rule(string attack)
    {
        var scores = new[] { 0, 5.5, 15.5, 100 }.Select(value => Score(attack, value, value)).ToList();
        Assert.Equal(scores.Order(), scores);
        Assert.Distinct(scores);
    }

    [Fact]
    public void Twenty_non_members_besides_the_document_are_needed()
    {
        var scores = Scores.Attack("camia").Score([.. NonMembers[..20], Document("d", false, 3, 3)]);
        Assert.All(scores.Take(20), score => Assert.Equal(CamiaAttack.TooFewNonMembers, score.Reason));
        Assert.NotNull(scores[20].Value);
    }

    [Fact]
    public void Without_a_signal_decisions_keep_their_level_although_features_depend_on_each_other()
    {
        var random = new Xoshiro256StarStar(23, threadSafe: false);
        const int trials = 2000;
        var below = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var scores = Scores.Attack("camia").Score([.. Enumerable.Range(0, 40).Select(i => Draw(random, $"{i}", i > 0))]);
            var nonMembers = new Calibration(scores.Skip(1).Select(score => score.Value ?? double.NaN));
            below += ConformalPValue.Of(nonMembers.Count - nonMembers.CountBelow(scores[0].Value ?? double.NaN), nonMembers.Count) <= .1 ? 1 : 0;
        }

        var interval = ClopperPearson.Of(below, trials, .999);
        Assert.InRange(.1, interval.Low, interval.High);
    }

    [Fact]
    public void The_repeated_text_is_asked_for_only_when_named()
    {
        Assert.Equal(["target/plain"], Scores.Attack("camia").Evidence.Select(request => request.Name));
        Assert.Equal(["target/plain", "target/repeat(2)"], Scores.Attack("camia(repeat=1)").Evidence.Select(request => request.Name));
    }

    private static PopulationDocument Draw(RandomSource random, string id, bool calibrates)
    {
        var common = Normal.Sample(random, 0, 1);
        return Document(id, calibrates, common, common + Normal.Sample(random, 0, .5), Math.Round(common), Normal.Sample(random, 0, 1));
    }

    private static double Score(string attack, params double[] features) =>
        Scores.Attack(attack).Score([.. NonMembers, Document("d", false, features)])[^1].Value ?? double.NaN;

    private static PopulationDocument Document(string id, bool calibrates, params double[] features) =>
        new(id, calibrates ? Membership.NonMember : Membership.Unknown, calibrates, null, features);
}
