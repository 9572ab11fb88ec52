using LlmMiaProbe.Defences;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
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
        var seen = new TopKOnly(1).Apply(s_scores, null) ?? throw new InvalidOperationException("nothing is seen");
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
            var seen = new TopKOnly(1).Apply(scores, null) ?? throw new InvalidOperationException("nothing is seen");
            Assert.True(seen.LogProb[0] >= scores.LogProb[0]);
            Assert.True(scores.Rank[0] > 1 || seen.LogProb[0].Equals(scores.LogProb[0]));
        }
    }

    [Fact]
    public void Rounding_moves_nothing_by_more_than_half_a_step_and_keeps_what_is_known()
    {
        var seen = new Rounded(0.5).Apply(s_scores, null) ?? throw new InvalidOperationException("nothing is seen");
        Assert.Equal([-0f, -3f, -9f], seen.LogProb);
        Assert.Equal([-0f, -2.5f, 0f], seen.Top1LogProb);
        Assert.Equal(s_scores.Rank, seen.Rank);
        Assert.Equal(s_scores.Entropy, seen.Entropy);
        Assert.Equal(ScoreColumns.All, seen.Columns);
    }

    [Fact]
    public void What_is_shown_of_a_suffix_leaves_bounds_that_hold_the_truth()
    {
        // Only the first token is the likeliest; the others are known by their bounds.
        var bounds = new TopKOnly(1).Bounds(s_scores, null);
        Assert.Equal(double.NegativeInfinity, bounds?.Low);
        Assert.Equal(-0.25 - 2.5 + Math.Log(1 - Math.Exp(-0.01)), bounds?.High ?? 0, 1e-5);
        // -0.25, -3 and -9 are known to a quarter on either side, and no logarithm of a probability is above 0.
        Assert.Equal(new LogProbInterval(-0.25 - 3.25 - 9.25, -2.75 - 8.75), new Rounded(0.5).Bounds(s_scores, null));
        Assert.Null(new NoEcho().Bounds(s_scores, null));
        Assert.Null(new TopKOnly(0).Bounds(s_scores, null));
    }

    /// <summary>Against every stretch written out.</summary>
    [Fact]
    public void Shared_stretches_are_those_that_stand_in_a_listed_text()
    {
        var random = new Random(8);
        for (var i = 0; i < 300; i++)
        {
            var (first, second, given, produced) = (Letters(random, 12), Letters(random, 9), Letters(random, 4), Letters(random, 5));
            var (n, output) = (random.Next(1, 6), given + produced);
            var expected = Enumerable.Range(0, output.Length - n + 1)
                .Where(start => start + n > given.Length)
                .Any(start => first.Contains(output.Substring(start, n), StringComparison.Ordinal) || second.Contains(output.Substring(start, n), StringComparison.Ordinal));
            Assert.Equal(expected, new ListedTexts([first, second], Tokens).ShareTokens(Tokens(given), Tokens(produced), n));
        }

        static int[] Tokens(string text) => [.. text.Select(letter => (int)letter)];
        static string Letters(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(3))));
    }

    [Theory]
    [InlineData("he said: THE quick, brown fox", 4, true)]
    [InlineData("the quick red brown fox", 3, false)]
    [InlineData("brown fox jumps", 3, false)]
    [InlineData("", 1, false)]
    public void Words_are_compared_without_case_and_punctuation(string output, int words, bool expected) =>
        Assert.Equal(expected, new ListedTexts(["The quick brown fox", "jumps over the dog"]).ShareWords(output, words));

    [Fact]
    public void Nothing_is_left_without_log_probabilities()
    {
        Assert.Null(new TopKOnly(0).Apply(s_scores, null));
        Assert.Null(new NoEcho().Apply(s_scores, null));
    }

    [Fact]
    public void Selections_are_read() => Assert.Equal(
        ["topk=1", "topk=0", "round=0.01", "no-echo", "temperature-floor=0.7", "memfree=10", "min-match=20", "budget=1", "budget=100"],
        DefenceSelection.Parse(["topk=1,0", "round=0.01", "no-echo", "topk=1", "temperature-floor=0.7", "memfree=10", "min-match=20", "budget=1,100"]).Select(defence => defence.Id));

    [Theory]
    [InlineData("topk=-1", "'topk=-1' is no defence that can be simulated: the defences are topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests).")]
    [InlineData("round=0", "'round=0' is no defence that can be simulated: the defences are topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests).")]
    [InlineData("budget=0", "'budget=0' is no defence that can be simulated: the defences are topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests).")]
    [InlineData("temperature-floor=0", "'temperature-floor=0' is no defence that can be simulated: the defences are topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests).")]
    [InlineData("memfree", "'memfree' is no defence that can be simulated: the defences are topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests).")]
    [InlineData("hope", "'hope' is no defence that can be simulated: the defences are topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests).")]
    public void What_cannot_be_simulated_is_refused(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ConfigurationException>(() => DefenceSelection.Parse([text])).Message);
}
