using LlmMiaProbe.Defences;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Defences;

public sealed class DefenceTests
{
    // Three places: the token is the likeliest, one of two equally likely in effect, and far behind a sure one.
    private static readonly TokenScores s_scores = new(
        [1, 2, 3], [-0.25f, -3f, -9f], [1, 2, 40], [1, 7, 8], [-0.25f, -2.5f, -0.01f], [1f, 2f, 0.1f], [1f, 1f, 1f], 9);

    [Fact]
    public void The_likeliest_token_alone_leaves_the_others_at_their_bound()
    {
        var seen = new TopKOnly(1).Apply(s_scores) ?? throw new InvalidOperationException("nothing is seen");
        // ln min(p1, 1 - p1): e^-2.5 = .082 is below .918; 1 - e^-.01 = .00995 is below .99.
        Assert.Equal(-0.25f, seen.LogProb[0]);
        Assert.Equal(-2.5, seen.LogProb[1], 1e-6);
        Assert.Equal(Math.Log(1 - Math.Exp(-0.01)), seen.LogProb[2], 1e-5);
        Assert.Equal(ScoreColumns.Top1, seen.Columns);
        Assert.Equal(9, seen.UnscoredFirstToken);
    }

    [Fact]
    public void A_hidden_token_never_seems_less_likely_than_it_is()
    {
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var logits = Enumerable.Range(0, 12).Select(_ => (float)(random.NextDouble() * 8)).ToArray();
            var token = random.Next(12);
            var builder = TokenScoresBuilder.For([token], bos: true);
            builder.Set(0, LogitReduction.Reduce(logits, token));
            var scores = builder.Build();
            var seen = new TopKOnly(1).Apply(scores) ?? throw new InvalidOperationException("nothing is seen");
            Assert.True(seen.LogProb[0] >= scores.LogProb[0]);
            Assert.True(scores.Rank[0] > 1 || seen.LogProb[0].Equals(scores.LogProb[0]));
        }
    }

    [Fact]
    public void Rounding_moves_nothing_by_more_than_half_a_step_and_keeps_what_is_known()
    {
        var seen = new Rounded(0.5).Apply(s_scores) ?? throw new InvalidOperationException("nothing is seen");
        Assert.Equal([-0f, -3f, -9f], seen.LogProb);
        Assert.Equal([-0f, -2.5f, 0f], seen.Top1LogProb);
        Assert.Equal(s_scores.Rank, seen.Rank);
        Assert.Equal(s_scores.Entropy, seen.Entropy);
        Assert.Equal(ScoreColumns.All, seen.Columns);
    }

    [Fact]
    public void Nothing_is_left_without_log_probabilities()
    {
        Assert.Null(new TopKOnly(0).Apply(s_scores));
        Assert.Null(new NoEcho().Apply(s_scores));
    }

    [Fact]
    public void Selections_are_read() => Assert.Equal(
        ["topk=1", "topk=0", "round=0.01", "no-echo"],
        DefenceSelection.Parse(["topk=1,0", "round=0.01", "no-echo", "topk=1"]).Select(defence => defence.Id));

    [Theory]
    [InlineData("topk=20", "topk=20 needs the 20 likeliest tokens of every place, and the store keeps the likeliest only: name topk=1 or topk=0.")]
    [InlineData("round=0", "'round=0' is no defence that can be simulated: the defences are topk=1 and topk=0, round=STEP (0.0001 to 10 nats) and no-echo.")]
    [InlineData("hope", "'hope' is no defence that can be simulated: the defences are topk=1 and topk=0, round=STEP (0.0001 to 10 nats) and no-echo.")]
    public void What_cannot_be_simulated_is_refused(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ConfigurationException>(() => DefenceSelection.Parse([text])).Message);
}
