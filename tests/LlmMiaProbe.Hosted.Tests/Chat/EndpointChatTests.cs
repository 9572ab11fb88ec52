using System.Net;
using System.Net.Sockets;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests.Chat;

/// <summary>The connectors of Semantic Kernel against a server on the loopback address.</summary>
public sealed class EndpointChatTests
{
    private const string Version = "2024-10-21";

    private static readonly ChatRequest s_question = new([ChatMessage.User("The Time Traveller")], 4, DecodingScheme.Greedy);

    public static TheoryData<EndpointShape, ConnectorKind> All { get; } = new()
    {
        { EndpointShape.Chat, ConnectorKind.Openai },
        { EndpointShape.Azure, ConnectorKind.AzureOpenai },
        { EndpointShape.Ollama, ConnectorKind.Ollama },
    };

    [Theory]
    [InlineData(EndpointShape.Chat, ConnectorKind.Openai, "/v1/chat/completions", "")]
    [InlineData(EndpointShape.Azure, ConnectorKind.AzureOpenai, "/openai/deployments/scripted/chat/completions", "?api-version=" + Version)]
    [InlineData(EndpointShape.Ollama, ConnectorKind.Ollama, "/api/chat", "")]
    public async Task Each_connector_asks_its_own_route_with_all_that_was_set(EndpointShape shape, ConnectorKind connector, string path, string query)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape);
        var scheme = new DecodingScheme { Temperature = 0.5, TopP = 0.9, TopK = 7 };
        var reply = await AskAsync(Settings(endpoint, connector), s_question with { Scheme = scheme, Seed = 3 });
        Assert.Equal((FinishReason.Length, "scripted", 4), (reply.Finish, reply.Detail.ReportedModel, reply.Detail.CompletionTokens));

        var sent = Assert.Single(endpoint.Requests);
        Assert.Equal((path, query), (sent.Path, sent.Query));
        var body = connector == ConnectorKind.Ollama ? sent.Body["options"]?.AsObject() ?? [] : sent.Body;
        Assert.Equal((4, 0.5, 0.9, 7), ((int?)body[connector == ConnectorKind.Ollama ? "num_predict" : "max_tokens"], (double?)body["temperature"], Math.Round((double?)body["top_p"] ?? 0, 6), (int?)body["top_k"]));
        Assert.Equal(SampleStream.SeedOf(3, 0), (int?)body["seed"]);
        Assert.False(body.ContainsKey("max_completion_tokens"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nothing_but_the_one_handler_asks_again(EndpointShape shape, ConnectorKind connector)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape);
        using var chat = await OpenAsync(endpoint, connector);
        var before = endpoint.Requests.Count;
        endpoint.Fault = _ => EndpointFault.ServerError;
        await foreach (var reply in chat.AskAllAsync([s_question], CancellationToken.None))
        {
            Assert.Equal((FinishReason.Failed, "the endpoint answered 500: The server had an error (5 attempts)"), (reply.Finish, reply.Failure));
        }

        Assert.Equal(Lab.AtOnce.Retries + 1, endpoint.Requests.Count - before);
        Assert.Equal((5, 4, 5), (chat.Usage.Requests, chat.Usage.Retries, chat.Usage.Failed));
    }

    [Fact]
    public async Task The_log_probabilities_are_the_very_numbers_of_the_server()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Azure);
        endpoint.Answer = _ => new LoopbackAnswer("B", "stop", [("B", -0.123456789012345), ("A", -33.3333333333333)]);
        var reply = await AskAsync(Settings(endpoint, ConnectorKind.AzureOpenai), s_question with { TopLogProbs = 2 });
        Assert.Equal([new TokenAlternative("B", -0.123456789012345), new TokenAlternative("A", -33.3333333333333)], reply.Detail.FirstToken);
        Assert.Equal("fp_loopback", reply.Detail.SystemFingerprint);
    }

    [Theory]
    [InlineData("recitation", FinishReason.Filtered)]
    [InlineData("content_filter", FinishReason.Filtered)]
    [InlineData("max_tokens", FinishReason.Length)]
    [InlineData("eos_token", FinishReason.Stop)]
    public async Task A_finish_reason_that_the_connector_does_not_know_is_kept_as_reported(string wire, FinishReason finish)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.ChatText);
        endpoint.Answer = _ => new LoopbackAnswer("words", wire);
        var reply = await AskAsync(Settings(endpoint, ConnectorKind.Openai), s_question);
        Assert.Equal(("words", finish, wire), (reply.Text, reply.Finish, reply.Detail.Finish));
    }

    [Fact]
    public async Task What_the_endpoint_refuses_by_name_is_left_out_from_then_on()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        endpoint.Fault = request => request.Body.ContainsKey("max_tokens") ? EndpointFault.NoMaxTokens : request.Body.ContainsKey("temperature") ? EndpointFault.NoTemperature : EndpointFault.None;
        using var chat = await OpenAsync(endpoint, ConnectorKind.Openai, concurrency: 4);
        var before = endpoint.Requests.Count;
        var replies = 0;
        // Several at a time, so that several are refused before any is left out.
        await foreach (var reply in chat.AskAllAsync([.. Enumerable.Range(0, 8).Select(i => s_question with { Messages = [ChatMessage.User($"Question {i}")] })], CancellationToken.None))
        {
            Assert.Null(reply.Failure);
            replies++;
        }

        Assert.Equal(8, replies);
        Assert.Equal(8, endpoint.Requests.Skip(before).Count(request => (int?)request.Body["max_completion_tokens"] == 4 && !request.Body.ContainsKey("temperature")));
        Assert.InRange(endpoint.Requests.Count - before, 8, 16);
    }

    [Fact]
    public async Task A_deployment_that_does_not_exist_is_named() => Assert.Equal(
        "--endpoint-model: URL has no deployment 'gpt-9' (404 DeploymentNotFound): name one of the resource's deployments, which need not be called as their models are; a new one takes some minutes to appear.",
        await RefusalAsync<ConfigurationException>(EndpointShape.Azure, ConnectorKind.AzureOpenai, settings => settings with { Model = "gpt-9" }));

    [Fact]
    public async Task A_version_of_the_api_that_is_not_supported_is_named() => Assert.Equal(
        "--api-version: URL does not support 2020-01-01 (400): use a version that it does, or leave the option out.",
        await RefusalAsync<ConfigurationException>(EndpointShape.Azure, ConnectorKind.AzureOpenai, settings => settings with { ApiVersion = "2020-01-01" }));

    [Fact]
    public async Task A_server_that_is_no_azure_resource_is_named() => Assert.Equal(
        "--endpoint: URL knows no deployments in version 2024-10-21 of the API (404): expected an Azure OpenAI resource such as https://NAME.openai.azure.com; see whether it is one, and whether --api-version is right.",
        await RefusalAsync<ConfigurationException>(EndpointShape.Ollama, ConnectorKind.AzureOpenai, settings => settings));

    [Fact]
    public async Task A_model_that_ollama_does_not_have_is_named() => Assert.Equal(
        "--endpoint-model: Ollama at URL has no model 'llama9': get it with `ollama pull llama9`, or name one that `ollama list` shows.",
        await RefusalAsync<PrerequisiteException>(EndpointShape.Ollama, ConnectorKind.Ollama, settings => settings with { Model = "llama9" }));

    [Fact]
    public async Task A_server_that_is_no_ollama_is_named() => Assert.Equal(
        "--endpoint: URL has no /api/chat (404), so it is not Ollama: expected its address, such as http://127.0.0.1:11434; for an OpenAI-compatible server use --connector openai.",
        await RefusalAsync<ConfigurationException>(EndpointShape.Azure, ConnectorKind.Ollama, settings => settings));

    [Fact]
    public async Task Ollama_that_is_not_running_is_to_be_started()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() =>
            Lab.Models.InspectAsync(new EndpointSettings { Url = url, Model = "llama3", Connector = ConnectorKind.Ollama }, CancellationToken.None));
        Assert.StartsWith($"llama3 at {url} cannot go on: the endpoint cannot be reached: Connection refused", error.Message, StringComparison.Ordinal);
        Assert.Contains("; start Ollama with `ollama serve`, or see whether --endpoint is right. ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "chat")]
    [InlineData("chat through Semantic Kernel 1.2.3, OpenAIChatCompletionService: it neither scores given text nor completes it as it is", "chat through Semantic Kernel 1.2.3, OpenAIChatCompletionService")]
    public async Task A_run_of_an_older_version_goes_on_under_its_own_policy(string? finding, string policy)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        var model = await Lab.Models.InspectAsync(Settings(endpoint, ConnectorKind.Openai), CancellationToken.None);
        using var chat = Lab.Models.OpenChat(model with { Capability = model.Capability with { ChatPolicy = null, PromptFindings = finding is null ? [] : [finding] } });
        Assert.Equal(policy, chat.Policy);
    }

    private static async Task<string> RefusalAsync<T>(EndpointShape shape, ConnectorKind connector, Func<EndpointSettings, EndpointSettings> change)
        where T : Exception
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape);
        var error = await Assert.ThrowsAsync<T>(() => Lab.Models.InspectAsync(change(Settings(endpoint, connector)), CancellationToken.None));
        return error.Message.Replace($"{endpoint.Url}", "URL", StringComparison.Ordinal);
    }

    private static EndpointSettings Settings(LoopbackEndpoint endpoint, ConnectorKind connector) => Lab.Settings(endpoint, "scripted") with
    {
        Connector = connector,
        ApiVersion = connector == ConnectorKind.AzureOpenai ? Version : null,
    };

    private static async Task<HostedChatModel> OpenAsync(LoopbackEndpoint endpoint, ConnectorKind connector, int concurrency = 1) =>
        Lab.Models.OpenChat(await Lab.Models.InspectAsync(Settings(endpoint, connector) with { Concurrency = concurrency }, CancellationToken.None));

    private static async Task<ChatReply> AskAsync(EndpointSettings settings, ChatRequest request)
    {
        using var client = new LlmMiaProbe.Hosted.Http.EndpointClient(settings, Lab.Session());
        using var chat = new EndpointChat(client);
        return await chat.ReplyAsync(request, CancellationToken.None);
    }
}
