using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class DivergenceScorerTests(NativeLibraryFixture native)
{
    private const string Text = "The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us.";

    [Theory]
    [InlineData(BosPolicy.Always, 512)]
    [InlineData(BosPolicy.Never, 16)]
    public async Task Divergences_are_those_of_both_models_own_predictions(BosPolicy bos, int context)
    {
        var options = new LocalScorerOptions { Bos = bos, ContextLength = context };
        using var pair = new LlamaDivergenceScorer(native.Open("target.gguf", options), native.Open("base.gguf", options));
        var prepared = pair.Prepare(Text);
        var scores = Assert.Single(await NativeLibraryFixture.ScoreAsync(pair, prepared));
        var target = Predictions(options, "target.gguf", prepared.Tokens);
        var reference = Predictions(options, "base.gguf", prepared.Tokens);
        Assert.Equal(target.Count, scores.Count);
        Assert.Equal(bos == BosPolicy.Never ? prepared.Tokens[1..] : prepared.Tokens, scores.Tokens);
        Assert.Equal(bos == BosPolicy.Never ? prepared.Tokens[0] : null, scores.UnscoredFirstToken);
        for (var t = 0; t < scores.Count; t++)
        {
            var divergence = reference[t].Zip(target[t]).Sum(v => Math.Exp(v.First) * (v.First - v.Second));
            Assert.Equal(divergence, scores.Entropy[t], 1e-5);
        }
    }

    [Fact]
    public async Task A_model_does_not_diverge_from_itself_and_others_do()
    {
        using var same = new LlamaDivergenceScorer(native.Open("base.gguf"), native.Open("base.gguf"));
        using var other = new LlamaDivergenceScorer(native.Open("target.gguf"), native.Open("base.gguf"));
        Assert.All(Assert.Single(await NativeLibraryFixture.ScoreAsync(same, same.Prepare(Text))).Entropy, divergence => Assert.Equal(0, divergence, 1e-6f));
        Assert.All(Assert.Single(await NativeLibraryFixture.ScoreAsync(other, other.Prepare(Text))).Entropy, divergence => Assert.True(divergence > 0));
    }

    [Fact]
    public void A_pair_costs_both_passes_and_both_memories_and_is_known_by_both()
    {
        using var target = native.Open("target.gguf");
        using var reference = native.Open("base.gguf");
        using var pair = new LlamaDivergenceScorer(native.Open("target.gguf"), native.Open("base.gguf"));
        using var turned = new LlamaDivergenceScorer(native.Open("base.gguf"), native.Open("target.gguf"));
        Assert.Equal(target.WorkingMemory + reference.WorkingMemory, pair.WorkingMemory);
        Assert.Equal(target.Model.FileSize + reference.Model.FileSize, pair.Model.FileSize);
        Assert.Equal(2 * target.Prepare(Text).InputTokens, pair.Prepare(Text).InputTokens);
        Assert.Equal(3, new[] { pair.Prepare(Text).Key, turned.Prepare(Text).Key, target.Prepare(Text).Key }.Distinct().Count());
        Assert.Throws<ModelException>(() => pair.PrepareAfter("prefix", Text));
    }

    [Fact]
    public void Models_that_do_not_see_the_same_are_refused_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var path = folder["other.gguf"];
        new RandomLlamaModel().Save(path);
        Assert.Contains("same tokenizer", Refusal(native.Open("target.gguf"), native.OpenFile(path)), StringComparison.Ordinal);
        Assert.Contains("--context-length 64", Refusal(native.Open("target.gguf"), native.Open("base.gguf", new LocalScorerOptions { ContextLength = 64 })), StringComparison.Ordinal);
        Assert.Contains("--bos never", Refusal(native.Open("target.gguf"), native.Open("base.gguf", new LocalScorerOptions { Bos = BosPolicy.Never })), StringComparison.Ordinal);

        static string Refusal(LlamaTokenScorer target, LlamaTokenScorer reference)
        {
            using (target)
            using (reference)
            {
                return Assert.Throws<ConfigurationException>(() => new LlamaDivergenceScorer(target, reference)).Message;
            }
        }
    }

    /// <summary>Log-probabilities of the whole vocabulary at every scored position, by definition.</summary>
    private List<double[]> Predictions(LocalScorerOptions options, string model, int[] tokens)
    {
        using var scorer = native.Open(model, options);
        scorer.MakeContexts();
        var predictions = new List<double[]>();
        foreach (var (next, rows) in scorer.Decode(new PreparedText(default, tokens, 0, 0), default))
        {
            Assert.Equal(predictions.Count, next);
            for (var row = 0; row < rows.Count; row++)
            {
                var logits = rows[row].ToArray();
                var max = logits.Max(z => (double)z);
                var logSum = max + Math.Log(logits.Sum(z => Math.Exp(z - max)));
                predictions.Add(Array.ConvertAll(logits, z => z - logSum));
            }
        }

        return predictions;
    }
}
