using LlmMiaProbe.Decoding;
using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

[Collection(NativeCollection.Name)]
public sealed class HostedGeneratorTests
{
    private const string Beginning = "The Time Traveller (for so it will be convenient to speak of him)";

    [Fact]
    public async Task Completions_continue_as_the_model_does_in_process()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.LlamaServer);
        using var hosted = Lab.Models.OpenGenerator(await Lab.InspectAsync(endpoint), null);
        using var local = LlamaModels.OpenGenerator(LlamaSharpEngine.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        var here = await OneAsync(local, new GenerationRequest(local.Tokenize(Beginning), 20, DecodingScheme.Greedy));
        var there = await OneAsync(hosted, new GenerationRequest(hosted.Tokenize(Beginning), 20, DecodingScheme.Greedy));
        Assert.Equal(here.Text, there.Text);
        Assert.Equal(FinishReason.Length, there.Finish);
        Assert.Equal(("target", "length", 20), (there.Detail?.ReportedModel, there.Detail?.Finish, there.Detail?.CompletionTokens));
        Assert.Equal(there.Text, hosted.Text(there.Tokens));
    }

    [Fact]
    public async Task Samples_differ_and_each_comes_again()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.OpenAi);
        using var hosted = Lab.Models.OpenGenerator(await Lab.InspectAsync(endpoint), null);
        GenerationRequest Sample(int sample) => new(hosted.Tokenize(Beginning), 12, DecodingScheme.Full, 3, sample);
        var (first, second, again) = (await OneAsync(hosted, Sample(0)), await OneAsync(hosted, Sample(1)), await OneAsync(hosted, Sample(0)));
        Assert.NotEqual(first.Text, second.Text);
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task A_chat_is_asked_to_continue_and_a_filter_is_told_from_an_end()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.ChatText);
        endpoint.Answer = said => said.EndsWith(Beginning, StringComparison.Ordinal) ? new LoopbackAnswer(" was expounding", "content_filter") : null;
        using var hosted = Lab.Models.OpenGenerator(await Lab.InspectAsync(endpoint), null);
        var continuation = await OneAsync(hosted, new GenerationRequest(hosted.Tokenize(Beginning), 20, DecodingScheme.Greedy));
        Assert.Equal((" was expounding", FinishReason.Filtered), (continuation.Text, continuation.Finish));
        Assert.StartsWith("chat, asked with continue-text v1 sha256 ", hosted.Policy, StringComparison.Ordinal);
        Assert.Equal("fp_loopback", continuation.Detail?.SystemFingerprint);
    }

    [Fact]
    public async Task A_request_that_fails_is_a_continuation_that_says_why()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.OpenAi);
        using var hosted = Lab.Models.OpenGenerator(await Lab.InspectAsync(endpoint), null);
        endpoint.Fault = _ => EndpointFault.TooLong;
        var continuation = await OneAsync(hosted, new GenerationRequest(hosted.Tokenize(Beginning), 20, DecodingScheme.Greedy));
        Assert.Equal((FinishReason.Failed, "the endpoint answered 400: This model's maximum context length is 512 tokens"), (continuation.Finish, continuation.Failure));
    }

    [Fact]
    public async Task A_question_reports_the_alternatives_of_its_first_token()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Chat);
        endpoint.Answer = said => said.Contains("(A)", StringComparison.Ordinal) ? new LoopbackAnswer("B", "stop", [("B", -0.2), ("A", -2), ("C", -4)]) : null;
        using var chat = Lab.Models.OpenChat(await Lab.InspectAsync(endpoint));
        var request = new ChatRequest([ChatMessage.System("One letter."), ChatMessage.User("(A) or (B)?")], 1, DecodingScheme.Greedy) { TopLogProbs = 2, PromptHash = "aa" };
        await foreach (var reply in chat.AskAllAsync([request], CancellationToken.None))
        {
            Assert.Equal("B", reply.Text);
            Assert.Equal([new TokenAlternative("B", -0.2), new TokenAlternative("A", -2)], reply.Detail.FirstToken);
            Assert.Equal("aa", reply.Detail.PromptHash);
        }

        var sent = endpoint.Requests[^1].Body;
        Assert.Equal("""[{"role":"system","content":"One letter."},{"role":"user","content":"(A) or (B)?"}]""", sent["messages"]?.ToJsonString());
    }

    private static async Task<Continuation> OneAsync(IGenerator generator, GenerationRequest request)
    {
        await foreach (var continuation in generator.GenerateAllAsync([request], CancellationToken.None))
        {
            return continuation;
        }

        throw new InvalidOperationException("nothing came back");
    }
}
