using System.Text;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>What a server receives and bills, counted there, never exceeds the budget of a command.</summary>
public sealed class BudgetTests
{
    [Theory]
    [InlineData(5, null, "--max-requests 5 may be used up by the questions that find out what the endpoint returns, which take up to 58 requests (fewer as a rule), so nothing would be measured: allow more than 58 requests.")]
    [InlineData(58, null, "allow more than 58 requests.")]
    [InlineData(null, 1000L, "--max-tokens 1000 may be used up by the questions that find out what the endpoint returns, which take up to")]
    public async Task A_budget_that_the_first_questions_may_use_up_is_refused_before_any_is_sent(int? requests, long? tokens, string sentence)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Vllm);
        var error = await Assert.ThrowsAsync<ConfigurationException>(() =>
            Models().InspectAsync(Lab.Settings(endpoint, "scripted") with { MaxRequests = requests, MaxTokens = tokens }, CancellationToken.None));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Theory]
    [InlineData(EndpointShape.OpenAi)]
    [InlineData(EndpointShape.Vllm)]
    [InlineData(EndpointShape.Together)]
    [InlineData(EndpointShape.Sglang)]
    [InlineData(EndpointShape.Tgi)]
    [InlineData(EndpointShape.LlamaServer)]
    [InlineData(EndpointShape.ChatText)]
    [InlineData(EndpointShape.Chat)]
    public async Task The_first_questions_take_no_more_than_is_said_and_the_server_says_the_same(EndpointShape shape)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape);
        var model = await Models().InspectAsync(Lab.Settings(endpoint, "scripted") with { MaxRequests = 59 }, CancellationToken.None);
        Assert.Equal(endpoint.Requests.Count, model.Inspection?.Requests);
        Assert.InRange(endpoint.Requests.Count, 10, 58);
    }

    [Theory]
    [InlineData(1, EndpointFault.None)]
    [InlineData(8, EndpointFault.None)]
    [InlineData(8, EndpointFault.ServerError)]
    [InlineData(8, EndpointFault.Truncated)]
    public async Task Requests_side_by_side_and_repeated_ones_keep_within_the_tokens(int concurrency, EndpointFault fault)
    {
        const long budget = 260;
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Fault = request => request.Number % 5 == 3 ? fault : EndpointFault.None;
        var settings = scene.Settings(endpoint => endpoint with { MaxTokens = budget, Concurrency = concurrency });
        var before = 0;
        for (var command = 0; scene.Endpoint.Requests.Count == 0 || scene.Record(1).Status != Probing.RunStatus.Finished; command++)
        {
            Assert.True(command < 12, "it goes on");
            try
            {
                var runner = scene.Runner();
                await (command == 0 ? runner.RunAsync(settings, CancellationToken.None) : runner.ResumeAsync(1, CancellationToken.None));
            }
            catch (PrerequisiteException e)
            {
                Assert.Contains($"--max-tokens {budget} is used up", e.Message, StringComparison.Ordinal);
            }

            // Of the scripted model a token is a byte; a BOS and one produced are billed with them. Who answers 500 bills nothing.
            var billed = scene.Endpoint.Requests.Skip(before).Where(request => fault != EndpointFault.ServerError || request.Number % 5 != 3)
                .Sum(request => Encoding.UTF8.GetByteCount((string?)request.Body["prompt"] ?? "") + 2);
            Assert.InRange(billed, 1, budget);
            before = scene.Endpoint.Requests.Count;
        }

        Assert.Equal(Enumerable.Range(0, HostedRun.Documents).Select(i => (double?)HostedRun.LossOf(i)), scene.Losses(1));
    }

    [Fact]
    public async Task A_bill_beyond_all_bounds_ends_the_asking()
    {
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Wire = (_, text) => Encoding.UTF8.GetBytes(text.Replace("\"prompt_tokens\":", "\"prompt_tokens\":9", StringComparison.Ordinal));
        var settings = scene.Settings(endpoint => endpoint with { MaxTokens = 2000, Concurrency = 1 });
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().RunAsync(settings, CancellationToken.None));
        Assert.Contains("--max-tokens 2000 is used up", error.Message, StringComparison.Ordinal);
        // A bill of 941 or so for 42 tokens; the second is expected to be as large.
        Assert.Equal(2, scene.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_document_that_alone_may_take_more_than_the_budget_fails_and_is_not_sent()
    {
        await using var scene = await HostedRun.StartAsync();
        var settings = scene.Settings(endpoint => endpoint with { MaxTokens = 41, Concurrency = 1 });
        var run = await scene.Runner().RunAsync(settings, CancellationToken.None);
        Assert.Empty(scene.Endpoint.Requests);
        var failures = scene.Store.ReadFailures(run);
        Assert.Equal(HostedRun.Documents, failures.Count);
        Assert.Matches(@"^the endpoint is not asked: this may take up to 4[2-9] tokens \(a byte each at most\), more than --max-tokens 41 in all$", failures[0].Reason);
    }

    [Fact]
    public async Task What_goes_wrong_in_an_unforeseen_way_lets_nobody_wait_for_ever()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Vllm, settings => settings with { Defect = EndpointDefect.NoUsage });
        using var client = new EndpointClient(Lab.Settings(endpoint, "scripted") with { MaxTokens = 20, Concurrency = 2 }, Lab.Session(), new BrokenTokenizer());
        // Of 13 tokens at most: the second waits for what the first gives back.
        var asked = Enumerable.Range(0, 2).Select(_ => Record.ExceptionAsync(() => client.PostAsync(
            client.Under("completions"), new JsonObject { ["model"] = "scripted", ["prompt"] = "abcd", ["max_tokens"] = 7 }, CancellationToken.None))).ToArray();
        var ends = await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Single(ends.OfType<NotSupportedException>());
        Assert.Contains("--max-tokens 20 is used up", Assert.Single(ends.OfType<PrerequisiteException>()).Message, StringComparison.Ordinal);
        Assert.Equal(1, client.Usage.Failed);
    }

    [Fact]
    public async Task Models_of_one_command_share_one_budget()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        var models = Models();
        var settings = Lab.Settings(endpoint, "scripted") with { MaxRequests = 60 };
        await models.InspectAsync(settings, CancellationToken.None);
        await Assert.ThrowsAsync<ConfigurationException>(() => models.InspectAsync(settings, CancellationToken.None));
        Assert.Throws<ConfigurationException>(() => Models().RequireRoom([settings, settings]));
    }

    [Theory]
    [InlineData("""{"prompt":"abcd","max_tokens":7}""", 4 + 2 + 7)]
    [InlineData("""{"text":"äb","sampling_params":{"max_new_tokens":5}}""", 3 + 2 + 5)]
    [InlineData("""{"inputs":"abc","parameters":{"max_new_tokens":1}}""", 3 + 2 + 1)]
    [InlineData("""{"messages":[{"role":"user","content":"abc"},{"role":"user","content":[{"type":"text","text":"de"}]}],"max_completion_tokens":9}""", 5 + 64 + 16 + 9)]
    [InlineData("""{"messages":[{"role":"user","content":"abc"}],"options":{"num_predict":3}}""", 3 + 64 + 8 + 3)]
    public void The_most_that_a_request_can_be_billed_is_a_token_a_byte_and_all_that_may_be_produced(string body, long most)
    {
        Assert.Equal(most, RequestCost.Of(body));
        Assert.NotNull(JsonNode.Parse(body));
    }

    private static HostedModels Models() => new(TimeProvider.System) { Delays = Lab.AtOnce };

    private sealed class BrokenTokenizer : ITextTokenizer
    {
        public string Description => "broken";

        public int Count(string text) => throw new NotSupportedException("broken");

        public SplitText? Cut(string text, double share) => null;
    }
}
