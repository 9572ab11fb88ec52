using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

[Collection(NativeCollection.Name)]
public sealed class HostedWindowScorerTests
{
    private const int PrefixTokens = 24;
    private const int SuffixTokens = 12;

    // Decoding a prefix by itself, or with logits of every token, gives other last bits than decoding it for the suffix alone.
    private const double LastBits = 1e-4;

    [Theory]
    [InlineData(20, 0)]
    [InlineData(10, 0.01)]
    public async Task Token_by_token_the_ends_of_p_z_hold_the_exact_value(int count, double roundingStep)
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.LlamaServer, settings => settings with { RoundingStep = roundingStep });
        using var scorer = await OpenAsync(endpoint);
        var windows = await WindowsAsync(scorer, count);
        var (exact, bounded) = (await ExactAsync(windows), await ScoreAsync(scorer, windows));
        var (complete, widest) = (0, 0.0);
        foreach (var (local, hosted) in exact.Zip(bounded))
        {
            var (there, missing) = (Scores(hosted), Scores(hosted).LogProb.Count(float.IsNegativeInfinity));
            Assert.InRange(local.TotalLogProb, there.TotalLogProb - LastBits, there.TotalHigh + LastBits);
            Assert.Equal(missing > 0, double.IsNegativeInfinity(there.TotalLogProb));
            Assert.All(local.Rank.Zip(there.Rank), rank => Assert.True(rank.Second <= rank.First, $"{rank}"));
            Assert.All(local.Rank.Zip(there.Rank), rank => Assert.True(rank.Second != 1 || rank.First == 1, $"{rank}"));
            if (missing == 0)
            {
                complete++;
                widest = Math.Max(widest, there.TotalHigh - there.TotalLogProb);
            }
        }

        Assert.InRange(complete, 1, count - 1);
        Assert.InRange(widest, roundingStep, (roundingStep * SuffixTokens) + 1e-4);
        Assert.InRange(scorer.Usage.Requests, 1, count * SuffixTokens);
        Assert.Equal(bounded.Sum(outcome => outcome.Text.InputTokens), scorer.Usage.PromptTokens + scorer.Usage.CompletionTokens);
    }

    [Theory]
    [InlineData(EndpointShape.Vllm)]
    [InlineData(EndpointShape.OpenAi)]
    [InlineData(EndpointShape.Together)]
    [InlineData(EndpointShape.Sglang)]
    [InlineData(EndpointShape.Tgi)]
    public async Task Where_given_text_is_scored_p_z_is_the_local_one_after_one_request_a_window(EndpointShape shape)
    {
        const int Count = 6;
        await using var endpoint = await Lab.ServeAsync(shape);
        using var scorer = await OpenAsync(endpoint);
        var windows = await WindowsAsync(scorer, Count);
        foreach (var (local, hosted) in (await ExactAsync(windows)).Zip(await ScoreAsync(scorer, windows)))
        {
            var there = Scores(hosted);
            Assert.False(there.Columns.HasFlag(ScoreColumns.Bounds));
            Assert.Equal(SuffixTokens, there.Count);
            Assert.Equal(local.TotalLogProb, there.TotalLogProb, LastBits);
        }

        Assert.Equal(Count, scorer.Usage.Requests);
    }

    [Fact]
    public async Task Rounded_scores_of_given_text_become_bounds_that_hold_the_exact_value()
    {
        const double Step = 0.1;
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Vllm, settings => settings with { RoundingStep = Step });
        using var scorer = await OpenAsync(endpoint);
        var windows = await WindowsAsync(scorer, 6);
        foreach (var (local, hosted) in (await ExactAsync(windows)).Zip(await ScoreAsync(scorer, windows)))
        {
            var there = Scores(hosted);
            Assert.InRange(local.TotalLogProb, there.TotalLogProb - LastBits, there.TotalHigh + LastBits);
            Assert.InRange(there.TotalHigh - there.TotalLogProb, Step / 2, (Step * SuffixTokens) + 1e-4);
        }
    }

    [Theory]
    [InlineData(EndpointShape.OpenAi, "the endpoint splits the suffix into 2 tokens and --tokenizer into 3")]
    [InlineData(EndpointShape.LlamaServer, "the endpoint counts 11 tokens where --tokenizer counts 12, so they split the text differently")]
    public async Task An_endpoint_that_splits_text_in_another_way_gives_no_p_z_but_the_reason(EndpointShape shape, string reason)
    {
        await using var endpoint = await Lab.ServeAsync(shape, settings => settings with { Defect = EndpointDefect.OtherTokens });
        using var scorer = await OpenAsync(endpoint);
        var tokens = scorer.Tokenize("It was a long way, and the night was dark, so that he lost it");
        var comma = Array.IndexOf(tokens, scorer.Tokenize("dark,")[^1], 8);
        var outcome = Assert.Single(await ScoreAsync(scorer, [(tokens[..(comma - 1)], tokens[(comma - 1)..(comma + 2)])]));
        Assert.Equal((true, reason), (outcome.IsFinal, outcome.Failure));
    }

    [Fact]
    public async Task A_budget_that_is_less_than_a_window_is_named_before_anything_is_asked()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.LlamaServer);
        var model = await Lab.InspectAsync(endpoint);
        using var scorer = Lab.Models.OpenWindows(model with { Settings = model.Settings with { MaxRequests = 11 } }, Tokenizer(), null);
        var error = Assert.Throws<ConfigurationException>(() => scorer.PrepareWindow(new int[PrefixTokens], new int[SuffixTokens], []));
        Assert.Equal("--max-requests 11 is less than the 12 requests that one window takes, so nothing would ever be measured: use 12 or more, or a lower --suffix-tokens.", error.Message);
    }

    private static LlamaTokenizer Tokenizer() => LlamaModels.OpenTokenizer(LlamaSharpEngine.Load(), RepositoryFolder.PathOf("corpora", "lab", "base.gguf"));

    private static async Task<HostedWindowScorer> OpenAsync(LoopbackEndpoint endpoint) => Lab.Models.OpenWindows(await Lab.InspectAsync(endpoint), Tokenizer(), null);

    // The first third of the book was trained on, so p_z is large in some windows and next to nothing in others.
    private static async Task<(int[] Prefix, int[] Suffix)[]> WindowsAsync(HostedWindowScorer tokenizer, int count)
    {
        var tokens = tokenizer.Tokenize(await File.ReadAllTextAsync(RepositoryFolder.PathOf("corpora", "lab", "time-machine.txt")));
        return [.. Enumerable.Range(0, count).Select(i => tokens.Length / count * i).Select(start => (tokens[start..(start + PrefixTokens)], tokens[(start + PrefixTokens)..(start + PrefixTokens + SuffixTokens)]))];
    }

    private static async Task<List<TokenScores>> ExactAsync((int[] Prefix, int[] Suffix)[] windows)
    {
        using var local = LlamaModels.Open(LlamaSharpEngine.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        return [.. (await ScoreAsync(local, windows)).Select(Scores)];
    }

    private static async Task<List<ScoredText>> ScoreAsync(IWindowScorer scorer, (int[] Prefix, int[] Suffix)[] windows)
    {
        var scored = new List<ScoredText>();
        await foreach (var outcome in scorer.ScoreAllAsync([.. windows.Select(window => scorer.PrepareWindow(window.Prefix, window.Suffix, []))], CancellationToken.None))
        {
            scored.Add(outcome);
        }

        return scored;
    }

    private static TokenScores Scores(ScoredText outcome) => outcome.Scores ?? throw new InvalidOperationException(outcome.Failure);
}
