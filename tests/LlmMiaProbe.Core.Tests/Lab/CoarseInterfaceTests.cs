using LlmMiaProbe.Lab;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class CoarseInterfaceTests
{
    private static readonly TokenScores s_target = Of([-0.26f, -1.6f, -4.04f], [1, 3, 21]);
    private static readonly TokenScores s_reference = Of([-1, -2, -3], [2, 2, 2]);

    [Theory]
    [InlineData("rounded to 0.1", -(0.3 + 1.6 + 4.0) / 3, (0.7 + 0.4 - 1) / 3)]
    [InlineData("rounded to 1", -(0 + 2 + 4) / 3.0, (1 + 0 - 1) / 3.0)]
    [InlineData("top 20", -(0.26 + 1.6) / 2, (0.74 + 0.4) / 2)]
    [InlineData("top 5", -(0.26 + 1.6) / 2, (0.74 + 0.4) / 2)]
    [InlineData("top 1", -0.26, 0.74)]
    public void Scores_are_those_worked_by_hand(string name, double loss, double difference)
    {
        var view = CoarseInterface.All.Single(one => one.Name == name);
        Assert.Equal(loss, view.MeanLogProb(s_target) ?? double.NaN, 1e-6);
        Assert.Equal(difference, view.MeanDifference(s_target, s_reference) ?? double.NaN, 1e-6);
    }

    [Fact]
    public void Without_a_shown_token_there_is_no_score() =>
        Assert.Null(CoarseInterface.All[^1].MeanLogProb(Of([-1], [2])));

    private static TokenScores Of(float[] logProb, int[] rank)
    {
        int[] tokens = [.. rank.Select((_, i) => i)];
        var zeros = new float[rank.Length];
        return new TokenScores(tokens, logProb, rank, tokens, zeros, zeros, zeros, null);
    }
}
