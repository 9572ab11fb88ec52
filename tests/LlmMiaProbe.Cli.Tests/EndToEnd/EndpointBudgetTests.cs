using System.Text.Json.Nodes;
using LlmMiaProbe.Loopback;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>What a server received and billed for each command, counted there.</summary>
public sealed class EndpointBudgetTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("--max-requests", "5")]
    [InlineData("--max-tokens", "1000")]
    public async Task A_budget_that_the_first_questions_may_use_up_is_refused_and_nothing_is_sent(string option, string budget)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ServedGguf(ProbeScene.Target), EndpointShape.Vllm);
        var refused = await _scene.RunAsync([.. Command(endpoint), option, budget]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Matches($"^error: {option} {budget} may be used up by the questions that find out what the endpoint returns, which take up to \\d+ (requests|tokens) ", refused.Error);
        Assert.Empty(endpoint.Requests);
        Assert.False(File.Exists(_scene.Store));
    }

    [Theory]
    [InlineData("--max-tokens", 5000, 1)]
    [InlineData("--max-tokens", 5000, 8)]
    [InlineData("--max-requests", 60, 8)]
    public async Task Every_command_of_a_run_keeps_to_its_budget(string option, int budget, int concurrency)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ServedGguf(ProbeScene.Target), EndpointShape.Vllm);
        var (gate, billed) = (new Lock(), 0L);
        endpoint.Wire = (_, text) =>
        {
            if (JsonNode.Parse(text)?["usage"] is { } usage)
            {
                lock (gate)
                {
                    billed += (long?)usage["prompt_tokens"] + (long?)usage["completion_tokens"] ?? 0;
                }
            }

            return null;
        };
        var (ended, commands) = (await _scene.RunAsync([.. Command(endpoint), option, $"{budget}", "--concurrency", $"{concurrency}"]), 1);
        var before = 0;
        while (true)
        {
            Assert.InRange(option == "--max-tokens" ? billed : endpoint.Requests.Count - before, 1, budget);
            if (ended.ExitCode == 0)
            {
                break;
            }

            Assert.Equal(3, ended.ExitCode);
            Assert.Contains($"the budget of {option} {budget} is used up", ended.Error, StringComparison.Ordinal);
            (billed, before, commands) = (0, endpoint.Requests.Count, commands + 1);
            Assert.True(commands < 12, "it goes on");
            ended = await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store);
            // What the store knows is not asked again.
            Assert.DoesNotContain(endpoint.Requests.Skip(before), request => request.Body.ToJsonString().Contains("harbour", StringComparison.Ordinal) || request.Path.EndsWith("models", StringComparison.Ordinal));
        }

        Assert.True(commands > 1, "it stopped");
    }

    private string[] Command(LoopbackEndpoint endpoint) =>
    [
        "run", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--corpus", ProbeScene.Passages, "--limit", "40", "--attacks", "loss", "--resamples", "100", "--store", _scene.Store,
    ];
}
