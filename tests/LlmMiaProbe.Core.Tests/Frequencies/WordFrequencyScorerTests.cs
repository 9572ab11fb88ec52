using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Frequencies;

public sealed class WordFrequencyScorerTests
{
    private static readonly WordFrequencies s_table = new(1, new Dictionary<string, long> { ["a"] = 6, ["cat"] = 1 });

    [Fact]
    public async Task Every_token_gets_the_frequency_of_its_word()
    {
        var scores = await ScoreAsync("A cat! No", ScriptedTokenizer.Bytes);
        Assert.Equal([1, 0, 2, 2, 2, 0, 0, 3, 3], scores.Rank);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 1], scores.Top1);
        float[] expected = [.. new[] { .7, 1, .2, .2, .2, 1, 1, .1, .1 }.Select(q => (float)Math.Log(q))];
        Assert.Equal(expected, scores.LogProb, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public async Task A_tokenizer_that_puts_a_space_in_front_finds_the_same_words()
    {
        var plain = await ScoreAsync("A cat! No", ScriptedTokenizer.Bytes);
        var spaced = await ScoreAsync("A cat! No", ScriptedTokenizer.BytesAfterSpace);
        Assert.Equal(plain.Rank.Prepend(0), spaced.Rank);
    }

    [Fact]
    public async Task A_token_that_spells_nothing_is_in_no_word() =>
        Assert.All((await ScoreAsync("some words here", ScriptedTokenizer.Words)).Rank, rank => Assert.Equal(0, rank));

    [Fact]
    public void Evidence_is_known_by_table_tokenizer_and_tokens()
    {
        using var scorer = Open(ScriptedTokenizer.Bytes, s_table);
        using var other = Open(ScriptedTokenizer.Bytes, new WordFrequencies(2, s_table.Counts));
        using var split = Open(ScriptedTokenizer.Words, s_table);
        Assert.Equal((0, 0), (scorer.Prepare("a").InputTokens, scorer.Prepare("a").Windows));
        Assert.Equal(5, new[] { scorer.Prepare("ab").Key, scorer.Prepare("ba").Key, other.Prepare("ab").Key, split.Prepare("ab").Key, split.Prepare("ba").Key }.Distinct().Count());
        Assert.Equal(scorer.Prepare("ab").Key, scorer.PrepareAfter("prefix", "ab").Key);
    }

    private static async Task<TokenScores> ScoreAsync(string text, ScriptedTokenizer tokenizer)
    {
        using var scorer = Open(tokenizer, s_table);
        await foreach (var scored in scorer.ScoreAllAsync([scorer.Prepare(text)], default))
        {
            return scored.Scores ?? throw new InvalidOperationException(scored.Failure);
        }

        throw new InvalidOperationException("Nothing was scored.");
    }

    private static WordFrequencyScorer Open(ScriptedTokenizer tokenizer, WordFrequencies table) =>
        new("w.json", table, new ScriptedScorer(new ScriptedModel("target") { Tokenizer = tokenizer }, new ScriptedActivity()));
}
