using LlmMiaProbe.Decoding;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class GeneratorTests(NativeLibraryFixture native)
{
    private static readonly string s_book = File.ReadAllText(LabFiles.PathOf("time-machine.txt"));
    private static readonly DecodingScheme s_top40 = new() { TopK = 40 };

    [Fact]
    public async Task An_output_is_the_same_alone_among_others_and_in_any_order()
    {
        using var generator = OpenGenerator();
        // Prompts on both sides of 256 inputs, where the native library reserves more of its cache for all.
        var requests = new List<GenerationRequest>();
        foreach (var (start, length) in new[] { (0, 1), (1000, 200), (4000, 1100), (9000, 60) })
        {
            var prompt = generator.Tokenize(s_book.Substring(start, length));
            requests.Add(new GenerationRequest(prompt, 24, DecodingScheme.Greedy));
            requests.AddRange(Enumerable.Range(0, 5).Select(sample => new GenerationRequest(prompt, 5 + (7 * sample), sample % 2 == 0 ? s_top40 : DecodingScheme.Full, 3, sample)));
        }

        var alone = new List<Continuation>();
        foreach (var request in requests)
        {
            alone.Add(Assert.Single(await GenerateAsync(generator, request)));
        }

        Assert.All(alone, outcome => Assert.Equal(outcome.Request.MaxTokens, outcome.Tokens.Length));
        Assert.True(alone.Select(outcome => outcome.Text).Distinct().Count() > requests.Count / 2);
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var order = Enumerable.Range(0, requests.Count).ToArray();
            new Random(seed).Shuffle(order);
            var together = await GenerateAsync(generator, [.. order.Select(i => requests[i])]);
            Assert.Equal(order.Select(i => string.Join(' ', alone[i].Tokens)), together.Select(outcome => string.Join(' ', outcome.Tokens)));
        }

        var sorted = await GenerateAsync(generator, [.. requests]);
        Assert.Equal(alone.Select(outcome => outcome.Text), sorted.Select(outcome => outcome.Text));
    }

    [Fact]
    public async Task A_greedy_output_is_what_the_model_finds_likeliest_when_it_reads_it()
    {
        using var generator = OpenGenerator();
        using var scorer = native.Open("target.gguf");
        foreach (var start in new[] { 0, 20_000, 100_000 })
        {
            var prompt = generator.Tokenize(s_book.Substring(start, 300));
            var greedy = Assert.Single(await GenerateAsync(generator, new GenerationRequest(prompt, 60, DecodingScheme.Greedy)));
            int[] whole = [.. prompt, .. greedy.Tokens];
            var prepared = scorer.Prepare("a") with { Tokens = whole, InputTokens = whole.Length };
            var scores = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, prepared));
            Assert.Equal(greedy.Tokens, scores.Top1[prompt.Length..]);
        }
    }

    [Fact]
    public async Task Alternatives_of_the_first_token_are_the_likeliest_under_the_model_itself()
    {
        using var generator = OpenGenerator();
        using var scorer = native.Open("target.gguf");
        var prompt = generator.Tokenize(s_book[..300]);
        foreach (var scheme in new[] { DecodingScheme.Greedy, new DecodingScheme { Temperature = 3, TopK = 2 } })
        {
            var output = Assert.Single(await GenerateAsync(generator, new GenerationRequest(prompt, 2, scheme, 5) { TopLogProbs = 20 }));
            var alternatives = output.Detail?.FirstToken ?? [];
            Assert.Equal(20, alternatives.Count);
            Assert.Equal(alternatives.OrderByDescending(alternative => alternative.LogProb), alternatives);
            Assert.InRange(alternatives.Sum(alternative => Math.Exp(alternative.LogProb)), .1, 1);

            // The scorer reads each alternative after the prompt.
            foreach (var place in new[] { 0, 1, 19 })
            {
                int[] whole = [.. prompt, .. generator.Tokenize(alternatives[place].Text)];
                var scores = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, scorer.Prepare("a") with { Tokens = whole, InputTokens = whole.Length }));
                Assert.Equal(prompt.Length + 1, whole.Length);
                Assert.Equal(scores.LogProb[^1], alternatives[place].LogProb, 1e-4);
                Assert.Equal(place + 1, scores.Rank[^1]);
            }
        }

        Assert.Null(Assert.Single(await GenerateAsync(generator, new GenerationRequest(prompt, 2, DecodingScheme.Greedy))).Detail);
    }

    [Fact]
    public async Task The_trained_part_of_the_book_comes_back_and_the_rest_does_not()
    {
        using var generator = OpenGenerator();
        async Task<int> HitsAsync(int start)
        {
            var windows = Enumerable.Range(0, 10).Select(i => generator.Tokenize(s_book.Substring(start + (5000 * i), 1000))).ToList();
            var outcomes = await GenerateAsync(generator, [.. windows.Select(window => new GenerationRequest(window[..50], 50, DecodingScheme.Greedy))]);
            return outcomes.Zip(windows).Count(pair => pair.First.Tokens.AsSpan().SequenceEqual(pair.Second.AsSpan(50, 50)) && pair.First.Text == generator.Text(pair.Second.AsSpan(50, 50)));
        }

        Assert.InRange(await HitsAsync(start: 10_000), 2, 10);
        Assert.Equal(0, await HitsAsync(start: 70_000));
    }

    [Fact]
    public async Task The_end_of_the_context_ends_an_output()
    {
        using var generator = OpenGenerator(new LocalScorerOptions { ContextLength = 64 });
        var tokens = generator.Tokenize(s_book[..3000]);
        var outcomes = await GenerateAsync(generator,
            new GenerationRequest(tokens[..50], 100, DecodingScheme.Greedy),
            new GenerationRequest(tokens[..63], 100, DecodingScheme.Greedy),
            new GenerationRequest(tokens[..64], 1, DecodingScheme.Greedy),
            new GenerationRequest(tokens[..50], 14, DecodingScheme.Greedy));

        // BOS and prompt leave 13 places; what stands in the last of them predicts one token more.
        Assert.Equal([(14, FinishReason.Context), (1, FinishReason.Context), (0, FinishReason.Failed), (14, FinishReason.Length)], outcomes.Select(outcome => (outcome.Tokens.Length, outcome.Finish)));
        Assert.Equal("the prompt of 65 tokens leaves no room in the context of 64", outcomes[2].Failure);
    }

    [Fact]
    public async Task An_end_of_text_token_ends_an_output_and_is_not_part_of_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder["random.gguf"];
        var model = new RandomLlamaModel { FullPrecision = true };
        model.Save(path);
        using var generator = LlamaModels.OpenGenerator(native.Library, path, Path.GetFileName, new LocalScorerOptions { Threads = 1 });
        var eos = new ByteLevelVocabulary(model.VocabularySize).Eos;
        var requests = Enumerable.Range(0, 200).Select(sample => new GenerationRequest([5], 100, DecodingScheme.Full, 1, sample)).ToArray();

        var outcomes = await GenerateAsync(generator, requests);

        Assert.Contains(outcomes, outcome => outcome.Finish == FinishReason.Stop);
        Assert.Contains(outcomes, outcome => outcome.Finish == FinishReason.Length);
        Assert.All(outcomes, outcome => Assert.DoesNotContain(eos, outcome.Tokens));
        Assert.All(outcomes, outcome => Assert.Equal(outcome.Finish == FinishReason.Length, outcome.Tokens.Length == 100));
    }

    [Fact]
    public void Tokens_spell_the_text_that_they_were_made_of()
    {
        using var generator = OpenGenerator();
        foreach (var text in new[] { s_book[..2000], "", " a  b\n\n\tc ", "naïve 日本 😀 \uFEFF", "1,234.5" })
        {
            Assert.Equal(text, generator.Text(generator.Tokenize(text)));
        }

        // The first bytes of a character that is cut off.
        var smile = generator.Tokenize("x😀");
        Assert.True(smile.Length > 2);
        Assert.Equal("x\uFFFD", generator.Text(smile.AsSpan(..^1)));
    }

    [Fact]
    public async Task Cancellation_takes_effect_between_decodes()
    {
        using var generator = OpenGenerator();
        using var cancellation = new CancellationTokenSource();
        var requests = Enumerable.Range(0, 50).Select(sample => new GenerationRequest([5], 20, DecodingScheme.Full, 1, sample)).ToArray();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var outcome in generator.GenerateAllAsync(requests, cancellation.Token))
            {
                seen++;
                await cancellation.CancelAsync();
            }
        });
        Assert.InRange(seen, 1, 49);
    }

    [Fact]
    public void The_policy_tells_apart_what_can_change_an_output()
    {
        LocalScorerOptions[] settings = [new(), new() { Numerics = NumericPolicy.Fast }, new() { ContextLength = 256 }, new() { Bos = BosPolicy.Never }, new() { WidenWeights = false }];
        Assert.Equal(settings.Length, settings.Select(options =>
        {
            using var generator = OpenGenerator(options);
            return generator.Policy;
        }).Distinct().Count());
    }

    private LlamaGenerator OpenGenerator(LocalScorerOptions? options = null) =>
        LlamaModels.OpenGenerator(native.Library, LabFiles.Target, Path.GetFileName, (options ?? new LocalScorerOptions()) with { Threads = 1 });

    internal static async Task<List<Continuation>> GenerateAsync(IGenerator generator, params GenerationRequest[] requests)
    {
        var outcomes = new List<Continuation>();
        await foreach (var outcome in generator.GenerateAllAsync(requests, CancellationToken.None))
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }
}
