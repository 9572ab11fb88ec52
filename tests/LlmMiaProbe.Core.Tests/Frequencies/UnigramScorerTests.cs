using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Frequencies;

public sealed class UnigramScorerTests
{
    private static readonly long[] Counts = [.. Enumerable.Range(0, 256).Select(id => (long)id)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_token_is_scored_by_the_table_with_and_without_a_bos(bool bos)
    {
        using var scorer = Scorer(new ScriptedModel("target") { AddsBos = bos });
        var prepared = scorer.Prepare("ab");
        Assert.Equal((0, 0), (prepared.InputTokens, prepared.Windows));
        await foreach (var scored in scorer.ScoreAllAsync([prepared], default))
        {
            Assert.NotNull(scored.Scores);
            Assert.Equal([97, 98], scored.Scores.Tokens);
            Assert.Equal([(float)Math.Log(98 / 32896.0), (float)Math.Log(99 / 32896.0)], scored.Scores.LogProb);
        }
    }

    [Fact]
    public void Evidence_is_known_by_table_and_tokens()
    {
        using var scorer = Scorer(new ScriptedModel("target"));
        using var other = new UnigramScorer("t.json", new TokenFrequencies(scorer.Model.Tokenizer, 2, Counts), new ScriptedScorer(new ScriptedModel("other"), new ScriptedActivity()));
        Assert.NotEqual(scorer.Prepare("ab").Key, scorer.Prepare("ba").Key);
        Assert.NotEqual(scorer.Prepare("ab").Key, other.Prepare("ab").Key);
        Assert.Equal(scorer.Prepare("ab").Key, scorer.PrepareAfter("prefix", "ab").Key);
    }

    [Fact]
    public void A_table_of_another_tokenizer_is_refused()
    {
        using var target = new ScriptedScorer(new ScriptedModel("target"), new ScriptedActivity());
        Assert.Contains("frequencies build", Refusal(new TokenFrequencies("other", 1, Counts)), StringComparison.Ordinal);
        Assert.Contains("t.json", Refusal(new TokenFrequencies(target.Model.Tokenizer, 1, Counts[..255])), StringComparison.Ordinal);

        string Refusal(TokenFrequencies table) => Assert.Throws<ConfigurationException>(() => new UnigramScorer("t.json", table, target)).Message;
    }

    private static UnigramScorer Scorer(ScriptedModel target) =>
        new("t.json", new TokenFrequencies(target.Description.Tokenizer, 1, Counts), new ScriptedScorer(target, new ScriptedActivity()));
}
