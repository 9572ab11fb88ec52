using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>Counts before a request and for the budget, by a tokenizer that takes a vowel for a token.</summary>
public sealed class TokenCountTests
{
    private const string Text = "The Time Traveller was expounding a recondite matter to us.";

    [Theory]
    [InlineData(EndpointShape.Chat, 500)]
    [InlineData(EndpointShape.LlamaServer, 120)]
    public async Task What_an_endpoint_does_not_bill_is_counted_for_the_budget(EndpointShape shape, int budget)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape, settings => settings with { Defect = EndpointDefect.NoUsage });
        var models = Models(new Vowels());
        var inspected = await models.InspectAsync(Lab.Settings(endpoint, "scripted"), CancellationToken.None);
        using var generator = models.OpenGenerator(inspected with { Settings = inspected.Settings with { MaxTokens = budget, Concurrency = 1 } }, null);
        var requests = Enumerable.Range(0, 9).Select(sample => new GenerationRequest(generator.Tokenize(Text), 4, DecodingScheme.Full, 1, sample)).ToList();
        var made = new List<Continuation>();
        var error = await Assert.ThrowsAsync<PrerequisiteException>(async () =>
        {
            await foreach (var continuation in generator.GenerateAllAsync(requests, CancellationToken.None))
            {
                made.Add(continuation);
            }
        });

        Assert.Contains($"--max-tokens {budget}", error.Message, StringComparison.Ordinal);
        var asked = endpoint.Requests.Where(request => request.Body.ToString().Contains("recondite", StringComparison.Ordinal)).Select(request => (string?)(request.Body["prompt"] ?? request.Body["messages"]?[0]?["content"]) ?? "").ToList();
        Assert.Equal(made.Count, asked.Count);
        Assert.Equal(
            (asked.Sum(Vowels.In), made.Sum(continuation => Vowels.In(continuation.Text))),
            (generator.Usage.PromptTokens, generator.Usage.CompletionTokens));
    }

    [Fact]
    public async Task Counts_and_cuts_are_those_of_the_tokenizer_or_of_the_words_where_target_and_reference_differ()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi);
        var models = Models(new Vowels());
        var inspected = await models.InspectAsync(Lab.Settings(endpoint, "scripted"), CancellationToken.None);
        Assert.Equal("tokens counted by vowels", inspected.TokenCounts);
        using var scorer = models.OpenScorer(Scoring(inspected), null);
        using var generator = models.OpenGenerator(inspected, null);
        using var byWord = models.OpenGenerator(inspected, null, cutsByWord: true);
        Assert.Equal(Vowels.In(Text), scorer.Prepare(Text).InputTokens);
        Assert.Equal(Vowels.In(Text), generator.Count(generator.Tokenize(Text)));
        Assert.Equal(new SplitText("The Tim", Text[7..]), generator.Cut(Text, 0.1));
        Assert.Equal(new SplitText("The", Text[3..]), byWord.Cut(Text, 0.1));
    }

    [Fact]
    public async Task A_run_does_not_go_on_with_another_way_to_count()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi);
        var counted = await Models(new Vowels()).InspectAsync(Lab.Settings(endpoint, "scripted"), CancellationToken.None);
        var error = Assert.Throws<PrerequisiteException>(() => Lab.Models.OpenScorer(Scoring(counted), null));
        Assert.Equal("This run began with tokens counted by vowels, and here that tokenizer is not built in: go on with the program that began it, or begin a new run. Everything so far is kept.", error.Message);

        // Begun with estimates, it goes on with estimates.
        var estimated = await Lab.Models.InspectAsync(Lab.Settings(endpoint, "scripted"), CancellationToken.None);
        using var scorer = Models(new Vowels()).OpenScorer(Scoring(estimated), null);
        Assert.Equal(Text.Length, scorer.Prepare(Text).InputTokens);
    }

    // The scripted model does not pass for one that scores text; nothing is scored here.
    private static HostedModel Scoring(HostedModel model) => model with { Capability = model.Capability with { Access = AccessLevel.PromptLogProbs, PromptRoute = "completions with echo" } };

    private static HostedModels Models(ITextTokenizer tokenizer) => new(TimeProvider.System) { Delays = Lab.AtOnce, FindTokenizer = (_, _) => tokenizer };

    private sealed class Vowels : ITextTokenizer
    {
        public string Description => "tokens counted by vowels";

        public static long In(string text) => text.Count("aeiouAEIOU".Contains);

        public int Count(string text) => (int)In(text);

        public SplitText? Cut(string text, double share)
        {
            var (end, left) = (0, (int)(share * In(text)) + 1);
            while (left > 0)
            {
                left -= "aeiouAEIOU".Contains(text[end++], StringComparison.Ordinal) ? 1 : 0;
            }

            return new SplitText(text[..(end - 1)], text[(end - 1)..]);
        }
    }
}
