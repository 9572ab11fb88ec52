using LlmMiaProbe.Hosted.Identity;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>What is said where it cannot be seen whether a model is the same, and that it is not called another one for that.</summary>
public sealed class EndpointIdentitiesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(EndpointFault.ServerError, "the endpoint answered 500")]
    [InlineData(EndpointFault.RateLimit, "the endpoint asks to wait (429)")]
    [InlineData(EndpointFault.Unauthorized, "the endpoint refuses the key (401)")]
    [InlineData(EndpointFault.Hang, "the endpoint did not answer within 1 seconds")]
    [InlineData(EndpointFault.Abort, "the endpoint ended the connection")]
    [InlineData(EndpointFault.Truncated, "the endpoint")]
    [InlineData(EndpointFault.Html, "the endpoint answered with text/html")]
    [InlineData(EndpointFault.ErrorBody, "the endpoint answered 200 with an error in it")]
    [InlineData(EndpointFault.TooLong, "the endpoint answered 400")]
    [InlineData(EndpointFault.Redirect, "the endpoint points to")]
    public async Task An_endpoint_that_cannot_be_asked_is_not_called_another_model(EndpointFault fault, string reason)
    {
        foreach (var shape in new[] { EndpointShape.Vllm, EndpointShape.ChatText })
        {
            await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape);
            var model = await MeetAsync(endpoint, settings => settings with { TimeoutSeconds = fault == EndpointFault.Hang ? 1 : 20 });
            endpoint.Fault = _ => fault;
            var usage = EndpointUsage.None;
            var error = await Assert.ThrowsAsync<PrerequisiteException>(() => Models().RequireSameAsync(model, Of(model), used => usage = used, CancellationToken.None));
            Assert.StartsWith(
                $"scripted at {endpoint.Url} could not be asked whether it is the model that this run began with on 2026-03-01: {reason}", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(". Everything so far is kept, and `mia-probe resume` goes on later.", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("begin a new run", error.Message, StringComparison.Ordinal);
            Assert.True(usage.Requests > 0);

            endpoint.Fault = _ => EndpointFault.None;
            Assert.Null(await SameAsync(model));
        }
    }

    [Fact]
    public async Task Neither_is_one_that_the_budget_leaves_unasked()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Vllm);
        var model = await MeetAsync(endpoint);
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => SameAsync(model with { Settings = model.Settings with { MaxRequests = 1 } }));
        Assert.EndsWith(
            "could not be asked whether it is the model that this run began with on 2026-03-01: the budget of --max-requests 1 is used up; "
            + "everything so far is kept, and `mia-probe resume` goes on with a new budget of the same size",
            error.Message.TrimEnd('.'),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_route_is_gone_a_new_run_may_begin()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Vllm);
        var model = await MeetAsync(endpoint);
        await endpoint.StopAsync();
        await using var chat = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.ChatText, port: endpoint.Url.Port);
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => SameAsync(model));
        Assert.Contains("does not answer any more as on 2026-03-01, when this run began with it (the endpoint answered 404", error.Message, StringComparison.Ordinal);
        Assert.Contains("begin a new run", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_endpoint_of_random_replies_is_never_taken_for_known_and_its_runs_go_on(int seed)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.ChatText);
        var random = new Random(seed);
        endpoint.Answer = _ => new LoopbackAnswer(new string(random.GetItems("abcdefghij klmnop qrstuvw".AsSpan(), 20 + random.Next(40))));
        var first = await MeetAsync(endpoint);
        Assert.Matches(
            @"^scripted at \S+ cannot be told by its replies \(asked the same twice, they are \d+ ?% alike, and models are told apart only where that is 75 ?% or more\): "
            + "a later command treats it as another model, and nothing of this evidence is reused\\.$",
            first.IdentityNote);
        var second = await MeetAsync(endpoint, known: Of(first));
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        Assert.Contains("cannot be told by its replies", second.IdentityNote, StringComparison.Ordinal);
        Assert.EndsWith("treated as another model; nothing of the earlier evidence is reused.", second.IdentityNote, StringComparison.Ordinal);

        var note = await SameAsync(first);
        Assert.Contains("cannot be told by its replies", note, StringComparison.Ordinal);
        Assert.EndsWith("the run goes on, and nothing shows that this is the model of 2026-03-01, when it began.", note, StringComparison.Ordinal);

        var named = await Assert.ThrowsAsync<PrerequisiteException>(() => MeetAsync(endpoint, settings => settings with { IdentityName = "production" }, Of(first) with { Name = "production" }));
        Assert.EndsWith("so nothing shows that it is the model that is called 'production': leave the option out.", named.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EndpointShape.Vllm)]
    [InlineData(EndpointShape.ChatText)]
    public async Task A_question_that_fails_once_is_asked_again(EndpointShape shape)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape);
        var failed = 0;
        endpoint.Fault = request => IsKnowing(request) && failed++ == 0 ? EndpointFault.TooLong : EndpointFault.None;
        var first = await MeetAsync(endpoint);
        Assert.True(failed > 1);
        Assert.Null(first.IdentityNote);
        Assert.Equal(0, first.Answers?.Noise);
        Assert.Equal(first.Fingerprint, (await MeetAsync(endpoint, known: Of(first))).Fingerprint);
        Assert.Null(await SameAsync(first));
    }

    [Fact]
    public async Task What_cannot_be_known_again_says_so_at_once_and_whenever_it_goes_on()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Vllm);
        endpoint.Fault = request => IsKnowing(request) ? EndpointFault.TooLong : EndpointFault.None;
        var first = await MeetAsync(endpoint);
        Assert.Equal(
            $"scripted at {endpoint.Url} does not answer what it could be known again by, so it cannot be known again: "
            + "a later command treats it as another model, and nothing of this evidence is reused.",
            first.IdentityNote);
        Assert.EndsWith("so it cannot be known again: treated as another model; nothing of the earlier evidence is reused.", (await MeetAsync(endpoint, known: Of(first))).IdentityNote, StringComparison.Ordinal);
        Assert.EndsWith("the run goes on, and nothing shows that the same model goes on with it.", await SameAsync(first), StringComparison.Ordinal);
    }

    private static bool IsKnowing(LoopbackRequest request) => request.Body.ToJsonString().Contains("The committee reviewed the annual", StringComparison.Ordinal);

    private static async Task<HostedModel> MeetAsync(LoopbackEndpoint endpoint, Func<EndpointSettings, EndpointSettings>? change = null, params EndpointIdentity[] known) =>
        EndpointIdentities.Resolve(await Models().InspectAsync((change ?? (given => given))(Lab.Settings(endpoint, "scripted")), CancellationToken.None), known, s_now);

    private static Task<string?> SameAsync(HostedModel model) => Models().RequireSameAsync(model, Of(model), _ => { }, CancellationToken.None);

    private static EndpointIdentity Of(HostedModel model) => model.Identity ?? throw new InvalidOperationException("no identity");

    // Of a command of its own.
    private static HostedModels Models() => new(TimeProvider.System) { Delays = Lab.AtOnce };
}
