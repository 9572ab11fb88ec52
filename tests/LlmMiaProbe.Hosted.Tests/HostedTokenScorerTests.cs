using LlmMiaProbe.Corpora;
using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

[Collection(NativeCollection.Name)]
public sealed class HostedTokenScorerTests
{
    [Theory]
    [InlineData(EndpointShape.OpenAi)]
    [InlineData(EndpointShape.Vllm)]
    [InlineData(EndpointShape.Together)]
    [InlineData(EndpointShape.Fireworks)]
    [InlineData(EndpointShape.Sglang)]
    [InlineData(EndpointShape.Tgi)]
    public async Task A_document_has_the_same_scores_in_process_and_over_the_wire(EndpointShape shape)
    {
        string[] texts = [.. CorpusReader.Read([new CorpusSource(RepositoryFolder.PathOf("corpora", "lab", "passages.jsonl"))]).Select(entry => entry.Document?.Text).OfType<string>().Take(6), "Façade — “naïve” 日本 😀."];
        await using var endpoint = await Lab.ServeAsync(shape);
        var model = await Lab.InspectAsync(endpoint);
        using var hosted = Lab.Models.OpenScorer(model, null);
        using var local = LlamaModels.Open(LlamaSharpEngine.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        var expected = await ScoreAsync(local, texts);
        var actual = await ScoreAsync(hosted, texts);
        foreach (var (there, here) in actual.Zip(expected))
        {
            Assert.Equal(here.LogProb, there.LogProb);
            Assert.Null(there.UnscoredFirstToken);
            Assert.Equal(model.Capability.Columns, there.Columns);
            if (shape is not EndpointShape.OpenAi)
            {
                Assert.Equal(here.Tokens, there.Tokens);
            }

            if (there.Columns.HasFlag(ScoreColumns.Rank))
            {
                Assert.Equal(here.Rank, there.Rank);
            }

            if (there.Columns.HasFlag(ScoreColumns.Top1))
            {
                Assert.Equal(here.Top1LogProb, there.Top1LogProb);
                Assert.Equal(here.Top1.Zip(here.Tokens, (top, token) => top == token), there.Top1.Zip(there.Tokens, (top, token) => top == token));
            }
        }
    }

    [Fact]
    public async Task A_prefix_counts_as_context_and_is_not_scored()
    {
        const string Prefix = "A first paragraph of its own.\n\n", Text = "The second paragraph follows it.";
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Vllm);
        using var hosted = Lab.Models.OpenScorer(await Lab.InspectAsync(endpoint), null);
        using var local = LlamaModels.Open(LlamaSharpEngine.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        var here = await ScoreOneAsync(local, local.PrepareAfter(Prefix, Text));
        var there = await ScoreOneAsync(hosted, hosted.PrepareAfter(Prefix, Text));
        Assert.Equal(here.Tokens, there.Tokens);
        Assert.All(here.LogProb.Zip(there.LogProb), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.NotEqual(hosted.Prepare(Text).Key, hosted.PrepareAfter(Prefix, Text).Key);
    }

    private static async Task<List<TokenScores>> ScoreAsync(ITokenScorer scorer, IEnumerable<string> texts)
    {
        var scores = new List<TokenScores>();
        await foreach (var scored in scorer.ScoreAllAsync([.. texts.Select(scorer.Prepare)], CancellationToken.None))
        {
            scores.Add(scored.Scores ?? throw new InvalidOperationException(scored.Failure));
        }

        return scores;
    }

    private static async Task<TokenScores> ScoreOneAsync(ITokenScorer scorer, PreparedText text)
    {
        await foreach (var scored in scorer.ScoreAllAsync([text], CancellationToken.None))
        {
            return scored.Scores ?? throw new InvalidOperationException(scored.Failure);
        }

        throw new InvalidOperationException("nothing came back");
    }
}
