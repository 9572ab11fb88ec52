using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

public sealed class SeveralServersTests
{
    private static readonly string[] s_texts = [.. Enumerable.Range(0, 40).Select(HostedRun.TextOf)];

    [Fact]
    public async Task Servers_of_one_model_share_the_texts_and_the_scores_are_those_of_one()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var model = await InspectAsync(Settings(one, other));
        var (before, beforeOther) = (one.Requests.Count, other.Requests.Count);
        using var scorer = Lab.Models.OpenScorer(model, null);
        var shared = await ScoreAsync(scorer);
        Assert.Equal(s_texts.Length, one.Requests.Count - before + other.Requests.Count - beforeOther);
        Assert.True(one.Requests.Count > before && other.Requests.Count > beforeOther);

        using var alone = Lab.Models.OpenScorer(await InspectAsync(Lab.Settings(one, "scripted")), null);
        Assert.Equal(await ScoreAsync(alone), shared);
    }

    [Fact]
    public async Task The_first_questions_to_all_of_them_are_counted()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var model = await Lab.Models.InspectAsync(Settings(one, other), CancellationToken.None);
        Assert.Equal(one.Requests.Count + other.Requests.Count, model.Inspection?.Requests);
        Assert.True(other.Requests.Count > 0);
    }

    [Fact]
    public async Task A_server_of_another_model_is_refused_by_its_address()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync("other weights");
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => Lab.Models.InspectAsync(Settings(one, other), CancellationToken.None));
        Assert.Matches($"^--endpoint: scripted at {other.Url} answers otherwise than at {one.Url} \\(.+\\), so they are two models: give them one by one\\.$", error.Message);
    }

    [Fact]
    public async Task Where_one_of_them_goes_down_the_other_does_the_rest()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var model = await InspectAsync(Settings(one, other));
        using var scorer = Lab.Models.OpenScorer(model, null);
        await other.StopAsync();
        Assert.Equal(s_texts.Length, (await ScoreAsync(scorer)).Count);
        Assert.InRange(scorer.Usage.Failed, 1, 10);
    }

    [Fact]
    public async Task A_request_that_fails_while_a_server_starts_again_is_repeated_for_as_long_as_was_said()
    {
        await using var endpoint = await StartAsync();
        var model = await InspectAsync(Lab.Settings(endpoint, "scripted") with { WaitSeconds = 300 });
        using var scorer = Lab.Models.OpenScorer(model, null);
        await endpoint.StopAsync();
        var scoring = ScoreAsync(scorer);
        while (scorer.Usage.Failed < 20)
        {
            await Task.Delay(5);
        }

        await endpoint.StartAsync();
        Assert.Equal(s_texts.Length, (await scoring).Count);
    }

    [Fact]
    public async Task Without_that_it_ends_after_a_few_repetitions()
    {
        await using var endpoint = await StartAsync();
        using var scorer = Lab.Models.OpenScorer(await InspectAsync(Lab.Settings(endpoint, "scripted")), null);
        await endpoint.StopAsync();
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => ScoreAsync(scorer));
        Assert.Contains("the endpoint cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Contains("(5 attempts)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_taken_from_another_model_that_starts_in_the_place_of_the_first()
    {
        var first = await StartAsync();
        var model = await InspectAsync(Lab.Settings(first, "scripted") with { WaitSeconds = 300 });
        using var scorer = Lab.Models.OpenScorer(model, null);
        await first.DisposeAsync();
        var scoring = ScoreAsync(scorer);
        while (scorer.Usage.Failed < 8)
        {
            await Task.Delay(5);
        }

        await using var another = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(weights: "other weights"), EndpointShape.Vllm, port: first.Url.Port);
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scoring);
        Assert.Contains("was gone, and now it answers otherwise than before", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_of_one_long_text_are_asked_side_by_side()
    {
        const int AtATime = 4;
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Vllm);
        var model = await InspectAsync(Lab.Settings(endpoint, "scripted") with { Concurrency = AtATime });
        using var scorer = Lab.Models.OpenScorer(model, contextTokens: 64);
        using var all = new CountdownEvent(AtATime);
        endpoint.Fault = _ =>
        {
            if (!all.IsSet)
            {
                all.Signal();
                all.Wait(TimeSpan.FromSeconds(20));
            }

            return EndpointFault.None;
        };
        var text = scorer.Prepare(string.Join(' ', s_texts));
        Assert.True(text.Windows > AtATime);
        var scored = await scorer.ScoreAllAsync([text], CancellationToken.None).SingleAsync();
        Assert.Null(scored.Failure);
        Assert.True(all.IsSet);
    }

    private static Task<LoopbackEndpoint> StartAsync(string? weights = null) => LoopbackEndpoint.StartAsync(new ScriptedServedModel(weights: weights), EndpointShape.Vllm);

    // The scripted model scores given text, but by no law that an inspection would believe.
    private static async Task<HostedModel> InspectAsync(EndpointSettings settings)
    {
        var found = await Lab.Models.InspectAsync(settings, CancellationToken.None);
        return found with { Capability = found.Capability with { Access = AccessLevel.PromptLogProbs, PromptRoute = "completions with prompt_logprobs", AddsBos = true } };
    }

    private static EndpointSettings Settings(LoopbackEndpoint one, LoopbackEndpoint other) => Lab.Settings(one, "scripted") with { Replicas = [other.Url], Concurrency = 2 };

    private static async Task<List<double>> ScoreAsync(ITokenScorer scorer)
    {
        var losses = new List<double>();
        await foreach (var scored in scorer.ScoreAllAsync([.. s_texts.Select(scorer.Prepare)], CancellationToken.None))
        {
            losses.Add(scored.Scores?.MeanLogProb ?? throw new InvalidOperationException(scored.Failure));
        }

        return losses;
    }
}
