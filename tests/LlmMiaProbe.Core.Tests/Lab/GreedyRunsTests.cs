using LlmMiaProbe.Lab;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class GreedyRunsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("111111111", 0)]
    [InlineData("1111111111", 10)]
    [InlineData("1111111111011111111110111", 20)]
    [InlineData("0111111111110", 11)]
    public void Only_runs_of_ten_likeliest_tokens_count(string likeliest, int covered)
    {
        int[] top = [.. likeliest.Select(mark => mark - '0')];
        int[] tokens = [.. top.Select(_ => 1)];
        var zeros = new float[top.Length];
        Assert.Equal(covered, GreedyRuns.Covered(new TokenScores(tokens, zeros, tokens, top, zeros, zeros, zeros, null)));
    }
}
