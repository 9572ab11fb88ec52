using LlmMiaProbe.Attacks;
using LlmMiaProbe.Core.Tests.Probing;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Attacks;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class TagTabAttackTests
{
    // Two sentences of seven words, the first with a word of two tokens and a full stop; one sentence of two words.
    private static readonly int[] s_words = [1, 2, 3, 3, 4, 5, 6, 7, 0, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private static readonly int[] s_sentences = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2];
    private static readonly float[] s_frequencies = [-1, -2, -9, -9, -3, -3, -8, -1, 0, -5, -1, -1, -1, -1, -1, -6, -20, -20];
    private static readonly float[] s_target = [-.1f, -.2f, -3, -5, -.3f, -.4f, -7, -.5f, -.6f, -2, -.1f, -.1f, -.1f, -.1f, -.1f, -4, -30, -40];

    [Theory]
    [InlineData("tag-tab(k=1)", -4.0, -4.0)]
    [InlineData("tag-tab(k=2)", -5.0, -3.0)]
    [InlineData("tag-tab(k=2,first=1)", -5.0, -3.0)]
    [InlineData("tag-tab(k=1,first=1)", -3.0, -4.0)]
    [InlineData("tag-tab(k=3)", -3.825, -6.1 / 3)]
    public void The_rarest_words_of_each_sentence_are_averaged(string attack, double first, double second) =>
        Assert.Equal((first + second) / 2, Score(attack).Value ?? double.NaN, 1e-6);

    [Fact]
    public void A_first_token_that_only_the_table_scores_is_passed_over()
    {
        var tokens = Enumerable.Range(5, s_target.Length).ToArray();
        Assert.Equal(Score("tag-tab(k=1)"), Score("tag-tab(k=1)", tokens[1..], s_target[1..]));
    }

    [Fact]
    public void Other_tokens_and_texts_without_a_sentence_have_reasons()
    {
        Assert.Equal(DcPddAttack.OtherTokens, Score("tag-tab", [.. Enumerable.Range(6, s_target.Length)], s_target).Reason);
        Assert.Equal(TagTabAttack.NoSentence, Score("tag-tab", words: new int[s_words.Length]).Reason);
        Assert.Equal(TagTabAttack.NoSentence, Score("tag-tab", sentences: [.. Enumerable.Range(0, s_words.Length)]).Reason);
    }

    [Fact]
    public async Task A_run_scores_with_its_table_and_again_without_it()
    {
        using var scene = new ProbeScene(["The cat sat on the very old mat.", "Too short."], attacks: ["tag-tab"]);
        scene.Models = new ScriptedModelProvider(new ScriptedModel("target")) { WordFrequencies = new WordFrequencies(1, new Dictionary<string, long> { ["the"] = 5 }) };
        var run = await scene.RunAsync();
        var before = scene.ResultOf(run);
        var scores = scene.Store.ReadScores(run).ToList();
        Assert.NotNull(scores[0].Score.Value);
        Assert.Equal(TagTabAttack.NoSentence, scores[1].Score.Reason);

        // The four rarest words are the first of those that the table does not know: cat, sat, on, very.
        var evidence = scene.Store.ReadEvidence(run).First().Evidence["target/plain"];
        var logProbs = "The cat sat on the very".Select((character, i) => (character, i)).Where(c => c.i > 3 && c.character != ' ' && c.i is < 14 or > 18).Select(c => evidence.LogProb[c.i]);
        Assert.Equal(logProbs.Average(lp => (double)lp), scores[0].Score.Value ?? double.NaN, 1e-9);

        scene.Models = new ScriptedModelProvider(new ScriptedModel("target"));
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, scene.ResultOf(run));
    }

    private static AttackScore Score(string attack, int[]? targetTokens = null, float[]? target = null, int[]? words = null, int[]? sentences = null)
    {
        var tokens = Enumerable.Range(5, s_target.Length).ToArray();
        var zeros = new float[tokens.Length];
        var evidence = new Dictionary<string, TokenScores>
        {
            [EvidenceRequest.Target(TextVariant.Plain).Name] = Plain(targetTokens ?? tokens, target ?? s_target),
            [EvidenceRequest.WordFrequencies.Name] = new(tokens, s_frequencies, words ?? s_words, sentences ?? s_sentences, zeros, zeros, zeros, null),
        };
        return Scores.Attack(attack).Score(new DocumentEvidence(DocumentFacts.Of("Some text."), evidence, sameTokenizer: true));
    }

    private static TokenScores Plain(int[] tokens, float[] logProb) =>
        new(tokens, logProb, new int[tokens.Length], tokens, logProb, new float[tokens.Length], new float[tokens.Length], null);
}
