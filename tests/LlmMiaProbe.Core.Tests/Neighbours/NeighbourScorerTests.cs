using LlmMiaProbe.Models;
using LlmMiaProbe.Neighbours;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Neighbours;

public sealed class NeighbourScorerTests
{
    private static readonly ScriptedModel s_target = new("target");
    private static readonly ScriptedModel s_reference = new("reference") { ContextLength = 40 };

    [Theory]
    [InlineData("Hello, neighbour!", 3)]
    [InlineData("Hello, neighbour!", 100)]
    [InlineData("A text that is longer than the context of the target, which sees 32 tokens.", 5)]
    [InlineData("ab", 2)]
    public async Task Neighbours_are_what_the_reference_most_firmly_expects_elsewhere(string text, int count)
    {
        var neighbours = await ScoreAsync(text, count);
        var (tokens, expected) = await PlainAsync(s_reference, text);
        var read = Math.Min(tokens.Length, 32);
        int[] places = [.. Enumerable.Range(1, read - 1).Where(t => expected.Top1[t] != tokens[t]).OrderByDescending(t => expected.Top1LogProb[t]).Take(count)];
        Assert.Equal(places, neighbours.Rank);
        for (var j = 0; j < places.Length; j++)
        {
            // The same tokens as a text of their own, under a model with a large context.
            int[] changed = [.. tokens[..read]];
            changed[places[j]] = expected.Top1[places[j]];
            var whole = await ExactAsync(changed);
            Assert.Equal((expected.Top1[places[j]], read - places[j]), (neighbours.Tokens[j], neighbours.Top1[j]));
            Assert.Equal(whole.LogProb.Skip(places[j] - 1).Sum(lp => (double)lp), neighbours.LogProb[j], 1e-4);
            Assert.Equal(expected.Top1LogProb[places[j]], neighbours.Top1LogProb[j]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public async Task A_text_of_fewer_than_two_tokens_has_no_neighbour(string text) => Assert.Equal(0, (await ScoreAsync(text, 5)).Count);

    [Fact]
    public async Task More_neighbours_begin_with_the_same_ones()
    {
        var few = await ScoreAsync("Some words to be replaced.", 4);
        var many = await ScoreAsync("Some words to be replaced.", 9);
        Assert.Equal((4, 9), (few.Count, many.Count));
        Assert.Equal(few.LogProb, many.LogProb[..4]);
    }

    [Fact]
    public async Task The_cost_that_is_planned_is_an_upper_bound_of_the_cost()
    {
        var activity = new ScriptedActivity();
        using var scorer = Open(6, activity);
        var prepared = scorer.Prepare("Some words to be replaced.");
        await foreach (var _ in scorer.ScoreAllAsync([prepared], default))
        {
        }

        Assert.Equal(7, activity.Texts.Count);
        Assert.Equal(prepared.InputTokens, activity.Tokens);
        Assert.Equal(7, prepared.Windows);
    }

    [Fact]
    public void Evidence_is_known_by_models_count_and_tokens()
    {
        using var five = Open(5);
        using var six = Open(6);
        using var turned = new NeighbourScorer(new ScriptedScorer(s_reference, new ScriptedActivity()), new ScriptedScorer(s_target, new ScriptedActivity()), 5);
        Assert.Equal(4, new[] { five.Prepare("a b").Key, five.Prepare("b a").Key, six.Prepare("a b").Key, turned.Prepare("a b").Key }.Distinct().Count());
        Assert.Throws<ModelException>(() => five.PrepareAfter("prefix", "text"));
    }

    [Fact]
    public async Task A_model_that_cannot_score_is_a_reason()
    {
        var failing = s_target with { Failing = new Dictionary<string, string> { ["bcd"] = "no luck" } };
        using var scorer = new NeighbourScorer(new ScriptedScorer(s_target, new ScriptedActivity()), new ScriptedScorer(failing, new ScriptedActivity()), 2);
        await foreach (var scored in scorer.ScoreAllAsync([scorer.Prepare("abcd")], default))
        {
            Assert.Equal("no luck", scored.Failure);
        }
    }

    private static NeighbourScorer Open(int count, ScriptedActivity? activity = null) =>
        new(new ScriptedScorer(s_target, activity ?? new ScriptedActivity()), new ScriptedScorer(s_reference, activity ?? new ScriptedActivity()), count);

    private static async Task<TokenScores> ScoreAsync(string text, int count)
    {
        using var scorer = Open(count);
        return await OneAsync(scorer, scorer.Prepare(text));
    }

    private static async Task<(int[] Tokens, TokenScores Scores)> PlainAsync(ScriptedModel model, string text)
    {
        using var scorer = new ScriptedScorer(model with { ContextLength = 1000 }, new ScriptedActivity());
        var prepared = scorer.Prepare(text);
        return (prepared.Tokens, await OneAsync(scorer, prepared));
    }

    private static async Task<TokenScores> ExactAsync(int[] tokens)
    {
        using var scorer = new ScriptedScorer(s_target with { ContextLength = 1000 }, new ScriptedActivity());
        return await OneAsync(scorer, scorer.PrepareWindow(tokens[..1], tokens[1..], []));
    }

    private static async Task<TokenScores> OneAsync(ITokenScorer scorer, PreparedText text)
    {
        await foreach (var scored in scorer.ScoreAllAsync([text], default))
        {
            return scored.Scores ?? throw new InvalidOperationException(scored.Failure);
        }

        throw new InvalidOperationException("Nothing was scored.");
    }
}
