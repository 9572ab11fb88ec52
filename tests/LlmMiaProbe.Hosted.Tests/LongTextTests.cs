using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>The lab's models see 512 tokens, and the endpoint says so.</summary>
[Collection(NativeCollection.Name)]
public sealed class LongTextTests
{
    // In a window of its own a text is decoded with other neighbours, which shows in the last bits.
    private const float LastBits = 1e-4f;

    [Fact]
    public async Task A_text_longer_than_the_context_is_scored_in_windows_each_as_the_model_scores_it_in_process()
    {
        var text = (await File.ReadAllTextAsync(RepositoryFolder.PathOf("corpora", "lab", "time-machine.txt")))[10_000..18_000];
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Vllm);
        using var hosted = Lab.Models.OpenScorer(await Lab.InspectAsync(endpoint), null);
        using var local = LlamaModels.Open(LlamaSharpEngine.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        Assert.EndsWith("longer than 512 tokens in windows by words that overlap by half; BOS first, as the endpoint puts it", hosted.Policy, StringComparison.Ordinal);
        var planned = hosted.Prepare(text);
        var scores = await ScoreAsync(hosted, planned);
        Assert.Equal(local.Tokenize(text), scores.Tokens);

        string[] windows = [.. endpoint.Requests.Select(request => request.Body["prompt"]?.GetValue<string>()).OfType<string>().Where(prompt => text.Contains(prompt, StringComparison.Ordinal))
            // They are asked side by side.
            .OrderBy(prompt => text.IndexOf(prompt, StringComparison.Ordinal))];
        Assert.Equal((planned.Windows, hosted.Usage.Requests), (windows.Length, windows.Length));
        var (expected, end) = (new List<float>(), 0);
        foreach (var window in windows)
        {
            var start = text.IndexOf(window, StringComparison.Ordinal);
            var overlap = local.Tokenize(text[start..Math.Max(start, end)]).Length;
            expected.AddRange((await ScoreAsync(local, local.Prepare(window))).LogProb[overlap..]);
            Assert.True(start == 0 || overlap > 100, $"{overlap}");
            end = start + window.Length;
        }

        Assert.All(expected.Zip(scores.LogProb), pair => Assert.Equal(pair.First, pair.Second, LastBits));
    }

    [Fact]
    public async Task A_text_of_shorter_tokens_than_estimated_gets_shorter_windows()
    {
        var text = string.Join(' ', Enumerable.Range(0, 400).Select(i => i * 7919 % 100_003));
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Vllm);
        using var hosted = Lab.Models.OpenScorer(await Lab.InspectAsync(endpoint), null);
        using var local = LlamaModels.Open(LlamaSharpEngine.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        Assert.Equal(local.Tokenize(text), (await ScoreAsync(hosted, hosted.Prepare(text))).Tokens);
        Assert.True(hosted.Usage.Failed > 0);
    }

    [Fact]
    public async Task A_text_that_cannot_be_cut_fails_with_its_length_the_context_and_what_to_do()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Vllm);
        using var hosted = Lab.Models.OpenScorer(await Lab.InspectAsync(endpoint), null);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ScoreAsync(hosted, hosted.Prepare($"begin {new string('x', 5000)} end")));
        Assert.Matches(@"^the document has about 1,?\d+ tokens, more than the context of 512, and there is no white space to cut it at between characters 5 and 5006: divide it in the corpus$", error.Message);
    }

    private static async Task<TokenScores> ScoreAsync(ITokenScorer scorer, PreparedText text)
    {
        await foreach (var scored in scorer.ScoreAllAsync([text], CancellationToken.None))
        {
            return scored.Scores ?? throw new InvalidOperationException(scored.Failure);
        }

        throw new InvalidOperationException("nothing came back");
    }
}
