using System.ClientModel;
using System.Net.Http.Json;
using System.Text.Json;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;

namespace LlmMiaProbe.Hosted.Tests.Chat;

/// <summary>Chat services of a stranger: the OpenAI connector against a server on the loopback address, and one made by hand.</summary>
public sealed class KernelChatModelTests
{
    private static readonly ChatRequest s_question = new([ChatMessage.System("Be brief."), ChatMessage.User("The Time Traveller")], 4, DecodingScheme.Greedy) { TopLogProbs = 5 };

    [Fact]
    public async Task Log_probabilities_arrive_as_the_server_sent_them()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        using var model = Open(endpoint);

        var reply = Assert.Single(await AskAsync(model, s_question));

        // The same question over bare HTTP.
        using var http = new HttpClient();
        var answer = await http.PostAsJsonAsync(new Uri($"{endpoint.Url}/chat/completions"), new
        {
            model = "scripted",
            messages = new[] { new { role = "user", content = "The Time Traveller" } },
            max_tokens = 4,
            temperature = 0,
            logprobs = true,
            top_logprobs = 5,
        });
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var choice = json.RootElement.GetProperty("choices")[0];
        var sent = choice.GetProperty("logprobs").GetProperty("content")[0].GetProperty("top_logprobs").EnumerateArray().ToList();
        Assert.Equal(5, sent.Count);
        Assert.Equal(sent.Select(one => one.GetProperty("token").GetString()).Order(StringComparer.Ordinal), reply.Detail.FirstToken.Select(one => one.Text).Order(StringComparer.Ordinal));
        Assert.Equal(sent.Select(one => one.GetProperty("logprob").GetDouble()).OrderDescending(), reply.Detail.FirstToken.Select(one => one.LogProb), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(choice.GetProperty("message").GetProperty("content").GetString(), reply.Text);
        Assert.Equal(("scripted", "fp_loopback", FinishReason.Length, 4), (reply.Detail.ReportedModel, reply.Detail.SystemFingerprint, reply.Finish, reply.Detail.CompletionTokens));
    }

    [Fact]
    public async Task What_is_asked_for_reaches_the_wire()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        using var model = Open(endpoint);

        var drawn = s_question with { Scheme = new DecodingScheme { Temperature = 0.5, TopP = 0.9 }, Seed = 3, TopLogProbs = 0 };
        await AskAsync(model, s_question, drawn, drawn with { Sample = 1 });

        var bodies = endpoint.Requests.Select(request => request.Body).ToList();
        Assert.Equal((true, 5, 0.0), ((bool?)bodies[0]["logprobs"], (int?)bodies[0]["top_logprobs"], (double?)bodies[0]["temperature"]));
        Assert.Null(bodies[0]["seed"]);
        Assert.Equal(["system", "user"], bodies[0]["messages"]?.AsArray().Select(message => (string?)message?["role"]));
        Assert.Equal((0.5, 0.9), ((double?)bodies[1]["temperature"], (double?)bodies[1]["top_p"]));
        Assert.NotEqual(true, (bool?)bodies[1]["logprobs"]);
        Assert.NotNull(bodies[1]["seed"]);
        Assert.NotEqual((long?)bodies[1]["seed"], (long?)bodies[2]["seed"]);
    }

    [Fact]
    public async Task A_service_that_drops_log_probabilities_gives_none_rather_than_wrong_ones()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.ChatText);
        using var model = Open(endpoint);
        var reply = Assert.Single(await AskAsync(model, s_question));
        Assert.NotEqual(FinishReason.Failed, reply.Finish);
        Assert.Empty(reply.Detail.FirstToken);
    }

    [Fact]
    public async Task Top_k_is_refused_because_it_would_be_left_out()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        using var model = Open(endpoint);
        var reply = Assert.Single(await AskAsync(model, s_question with { Scheme = new DecodingScheme { TopK = 40 } }));
        Assert.Equal(FinishReason.Failed, reply.Finish);
        Assert.Contains("top-k", reply.Failure, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public void A_kernel_without_a_chat_service_is_refused() =>
        Assert.Contains("has no chat service", Assert.Throws<ConfigurationException>(() => KernelChatModel.Of(new Kernel(), "nobody")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Any_chat_service_of_a_kernel_can_be_named()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        var services = new ServiceCollection();
        services.AddKeyedSingleton<IChatCompletionService>("first", Service(endpoint));
        services.AddKeyedSingleton<IChatCompletionService>("second", Service(endpoint));
        var kernel = new Kernel(services.BuildServiceProvider());
        using var chat = KernelChatModel.Of(kernel, "scripted", "second");
        Assert.Equal(4, Assert.Single(await AskAsync(chat, s_question)).Detail.CompletionTokens);
        Assert.Contains("no chat service 'third'", Assert.Throws<ConfigurationException>(() => KernelChatModel.Of(kernel, "scripted", "third")).Message, StringComparison.Ordinal);
    }

    private static KernelChatModel Open(LoopbackEndpoint endpoint)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IChatCompletionService>(Service(endpoint));
        return KernelChatModel.Of(new Kernel(services.BuildServiceProvider()), "scripted");
    }

    private static OpenAIChatCompletionService Service(LoopbackEndpoint endpoint) =>
        new OpenAIChatCompletionService("scripted", new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = endpoint.Url }));

    private static async Task<IReadOnlyList<ChatReply>> AskAsync(KernelChatModel chat, params ChatRequest[] requests)
    {
        var replies = new List<ChatReply>();
        await foreach (var reply in chat.AskAllAsync(requests, CancellationToken.None))
        {
            replies.Add(reply);
        }

        return replies;
    }
}
