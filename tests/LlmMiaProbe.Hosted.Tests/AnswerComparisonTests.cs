using LlmMiaProbe.Hosted.Identity;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>Both sides of what passes for the same model.</summary>
public sealed class AnswerComparisonTests
{
    [Theory]
    [InlineData(0.049, 0, 0, true)]
    [InlineData(0.051, 0, 0, false)]
    [InlineData(0.14, 0.1, 0, true)]
    [InlineData(0.16, 0.1, 0, false)]
    [InlineData(0.1, 0, 0.06, true)]
    [InlineData(2, 0, 0, false)]
    // An endpoint that never says the same twice may not be anybody.
    [InlineData(0.26, 0, 10, false)]
    public void Log_probabilities_may_be_apart_by_noise_and_rounding(double apart, double step, double noise, bool agrees)
    {
        foreach (var kind in new[] { AccessLevel.PromptLogProbs, AccessLevel.GeneratedLogProbs })
        {
            var comparison = new AnswerComparison(Of(kind, step, noise, ["a", "b"], [-1, -2]), Of(kind, step, 0, ["a", "b"], [-1 - apart, -2 + apart]));
            Assert.Equal(agrees, comparison.Agrees);
            Assert.Equal(apart, comparison.Difference ?? double.NaN, 1e-9);
        }
    }

    [Fact]
    public void Other_tokens_and_other_ways_to_ask_are_another_model()
    {
        var given = Of(AccessLevel.PromptLogProbs, 0, 0, ["a", "b"], [-1, -2]);
        Assert.False(new AnswerComparison(given, Of(AccessLevel.PromptLogProbs, 0, 0, ["a", "c"], [-1, -2])).Agrees);
        Assert.False(new AnswerComparison(given, Of(AccessLevel.PromptLogProbs, 0, 0, ["a"], [-1])).Agrees);
        Assert.False(new AnswerComparison(given, Of(AccessLevel.GeneratedLogProbs, 0, 0, ["a", "b"], [-1, -2])).Agrees);
        Assert.False(new AnswerComparison(Of(AccessLevel.GeneratedLogProbs, 0, 0, ["a", "b"], [-1, -1.01]), Of(AccessLevel.GeneratedLogProbs, 0, 0, ["c", "d"], [-1, -1.01])).Agrees);
        Assert.False(new AnswerComparison(given, new EndpointAnswers(AccessLevel.PromptLogProbs, [], 0, 0)).Agrees);
    }

    [Theory]
    [InlineData("the sea was calm and grey", "the sea was calm and grey", true)]
    [InlineData("the sea was calm and grey", "the sea was calm but cold", true)]
    [InlineData("the sea was calm and grey", "I cannot help you with this", false)]
    [InlineData("", "", true)]
    [InlineData("", "words", false)]
    public void Replies_must_be_alike_by_half(string before, string now, bool agrees) => Assert.Equal(agrees, new AnswerComparison(
        new EndpointAnswers(AccessLevel.TextOnly, [new EndpointAnswer([], [], before)], 0, 0),
        new EndpointAnswers(AccessLevel.TextOnly, [new EndpointAnswer([], [], now)], 0, 0)).Agrees);

    [Theory]
    [InlineData("the sea was calm and grey", 0.25, true, false)]
    [InlineData("the sea was calm and grey", 0.26, false, true)]
    [InlineData("I cannot help you with this", 0.25, false, false)]
    [InlineData("I cannot help you with this", 0.5, false, true)]
    // Nothing of it is the same, and that is more than such an endpoint does by itself.
    [InlineData("##################################################", 0.3, false, false)]
    [InlineData("##################################################", 0.9, false, true)]
    public void Replies_of_an_endpoint_that_never_says_the_same_twice_tell_nothing(string now, double noise, bool agrees, bool cannotTell)
    {
        var (one, other) = (
            new EndpointAnswers(AccessLevel.TextOnly, [new EndpointAnswer([], [], "the sea was calm and grey")], noise, 0),
            new EndpointAnswers(AccessLevel.TextOnly, [new EndpointAnswer([], [], now)], 0, 0));
        Assert.All(new[] { new AnswerComparison(one, other), new AnswerComparison(other, one) }, comparison => Assert.Equal((agrees, cannotTell), (comparison.Agrees, comparison.CannotTell)));
    }

    [Theory]
    [InlineData(0.26, 0.21, false, true)]
    [InlineData(0.26, 0.2, false, false)]
    [InlineData(0.24, 0.3, true, false)]
    [InlineData(2, 0.3, false, false)]
    [InlineData(2, AnswerComparison.Far, false, true)]
    public void Neither_do_numbers_beyond_the_most_noise(double apart, double noise, bool agrees, bool cannotTell)
    {
        var comparison = new AnswerComparison(Of(AccessLevel.GeneratedLogProbs, 0, noise, ["a", "b"], [-1, -2]), Of(AccessLevel.GeneratedLogProbs, 0, 0, ["a", "b"], [-1 - apart, -2 + apart]));
        Assert.Equal((agrees, cannotTell), (comparison.Agrees, comparison.CannotTell));
    }

    private static EndpointAnswers Of(AccessLevel kind, double step, double noise, string[] tokens, double[] logProbs) =>
        new(kind, [new EndpointAnswer(tokens, logProbs, null)], noise, step);
}
