using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

public sealed class HostedRunTests
{
    [Fact]
    public async Task A_run_scores_each_document_with_one_request_and_says_what_it_cannot_know()
    {
        await using var scene = await HostedRun.StartAsync();
        var run = await scene.Runner().RunAsync(scene.Settings(), CancellationToken.None);
        Assert.All(scene.Asked, asked => Assert.Equal(1, asked));
        Assert.Equal(Enumerable.Range(0, HostedRun.Documents).Select(i => (double?)HostedRun.LossOf(i)), scene.Losses(run));
        var unknown = scene.Store.ReadScores(run).Where(score => score.Attack == "min-k-plus-plus(k=0.2)").Select(score => score.Score.Reason).Distinct();
        Assert.Equal("there are log-probabilities of the given tokens, but not whole distributions", Assert.Single(unknown));
        var evaluation = RunEvaluation.FromJson(scene.Store.FindEvaluation(run) ?? "");
        Assert.Equal(["min-k(k=0.2)"], evaluation.Headline.Attacks);
        Assert.Equal(HostedRun.Documents, scene.Record(run).Usage.Requests);

        // A second run asks nothing.
        var again = await scene.Runner().RunAsync(scene.Settings(), CancellationToken.None);
        Assert.All(scene.Asked, asked => Assert.Equal(1, asked));
        Assert.Equal(scene.Losses(run), scene.Losses(again));
    }

    [Theory]
    [InlineData(EndpointFault.Abort)]
    [InlineData(EndpointFault.ServerError)]
    [InlineData(EndpointFault.RateLimit)]
    [InlineData(EndpointFault.Truncated)]
    [InlineData(EndpointFault.Html)]
    [InlineData(EndpointFault.ErrorBody)]
    public async Task What_goes_wrong_now_and_then_is_repeated_and_no_document_is_lost_or_counted_twice(EndpointFault fault)
    {
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Fault = request => request.Number % 4 == 2 ? fault : EndpointFault.None;
        var run = await scene.Runner().RunAsync(scene.Settings(), CancellationToken.None);
        Assert.Equal(new RunCounts(HostedRun.Documents, HostedRun.Documents, 0, 0, scene.Record(run).Counts.TokensDecoded), scene.Record(run).Counts);
        Assert.Equal(Enumerable.Range(0, HostedRun.Documents).Select(i => (double?)HostedRun.LossOf(i)), scene.Losses(run));
        var usage = scene.Record(run).Usage;
        Assert.Equal(scene.Endpoint.Requests.Count, usage.Requests);
        Assert.Equal(usage.Requests - HostedRun.Documents, usage.Retries);
        Assert.Equal(fault == EndpointFault.RateLimit ? usage.Retries : 0, usage.RateLimited);
    }

    [Theory]
    [InlineData(EndpointFault.ServerError, "the endpoint answered 500: The server had an error (5 attempts)")]
    [InlineData(EndpointFault.Truncated, "is cut off or no JSON (5 attempts)")]
    [InlineData(EndpointFault.Html, "the endpoint answered with text/html where JSON was expected: see whether the URL is right and no proxy or log-in page stands between (5 attempts)")]
    [InlineData(EndpointFault.ErrorBody, "the endpoint answered 200 with an error in it: The engine is overloaded (5 attempts)")]
    [InlineData(EndpointFault.Abort, "the endpoint ended the connection without an answer (5 attempts)")]
    [InlineData(EndpointFault.Huge, "the endpoint's answer is larger than 32 MB, which no answer to this question is")]
    [InlineData(EndpointFault.TooLong, "the endpoint answered 400: This model's maximum context length is 512 tokens; the document has about 10 tokens: if that is more than the model takes, say with --context-length how many it takes, and longer documents are scored in windows")]
    [InlineData(EndpointFault.Hang, "the endpoint did not answer within 1 seconds (5 attempts)")]
    public async Task A_document_that_gets_no_answer_fails_with_a_sentence_and_the_others_go_on(EndpointFault fault, string sentence)
    {
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Fault = HostedRun.About(5, fault);
        var settings = scene.Settings(endpoint => endpoint with { TimeoutSeconds = fault == EndpointFault.Hang ? 1 : 20 });
        var run = await scene.Runner().RunAsync(settings, CancellationToken.None);
        var failure = Assert.Single(scene.Store.ReadFailures(run));
        Assert.Equal("d5", failure.Document);
        Assert.EndsWith(sentence, failure.Reason, StringComparison.Ordinal);
        Assert.Equal((HostedRun.Documents - 1, 1), (scene.Record(run).Counts.Scored, scene.Record(run).Counts.Failed));

        // Once it answers, the same run again asks for what is missing and for nothing else; what is finished stays on record.
        scene.Endpoint.Fault = _ => EndpointFault.None;
        var before = scene.Endpoint.Requests.Count;
        await scene.Runner().ResumeAsync(run, CancellationToken.None);
        Assert.Equal(before, scene.Endpoint.Requests.Count);
        Assert.Single(scene.Store.ReadFailures(run));
        var again = await scene.Runner().RunAsync(settings, CancellationToken.None);
        Assert.Equal(before + 1, scene.Endpoint.Requests.Count);
        Assert.Empty(scene.Store.ReadFailures(again));
        Assert.Equal(Enumerable.Range(0, HostedRun.Documents).Select(i => (double?)HostedRun.LossOf(i)), scene.Losses(again));
    }

    [Fact]
    public async Task A_server_that_dies_stops_the_run_and_resume_finishes_the_rest()
    {
        await using var scene = await HostedRun.StartAsync();
        var stop = new TaskCompletionSource();
        scene.Endpoint.Fault = request =>
        {
            if (request.Number == 6)
            {
                stop.TrySetResult();
            }

            return request.Number >= 6 ? EndpointFault.Hang : EndpointFault.None;
        };
        var running = scene.Runner().RunAsync(scene.Settings(), CancellationToken.None);
        await stop.Task;
        await scene.Endpoint.StopAsync();
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => running);
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Everything so far is kept, and `mia-probe resume` goes on.", error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Interrupted, scene.Record(1).Status);

        scene.Endpoint.Fault = _ => EndpointFault.None;
        await scene.Endpoint.StartAsync();
        var kept = scene.Record(1).Counts.TokensDecoded;
        Assert.True(kept > 0);
        var before = scene.Endpoint.Requests.Count;
        await scene.Runner().ResumeAsync(1, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, HostedRun.Documents).Select(i => (double?)HostedRun.LossOf(i)), scene.Losses(1));
        Assert.Equal(HostedRun.Documents - 5, scene.Endpoint.Requests.Count - before);
    }

    [Fact]
    public async Task An_endpoint_that_always_fails_is_given_up_long_before_every_document_has_failed()
    {
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Fault = _ => EndpointFault.ServerError;
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().RunAsync(scene.Settings(), CancellationToken.None));
        Assert.Contains("it failed 12 times in a row, at last because the endpoint answered 500: The server had an error", error.Message, StringComparison.Ordinal);
        Assert.InRange(scene.Endpoint.Requests.Count, 12, 15);
    }

    [Fact]
    public async Task A_limit_that_stays_stops_the_run()
    {
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Fault = request => request.Number > 4 ? EndpointFault.RateLimit : EndpointFault.None;
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().RunAsync(scene.Settings(), CancellationToken.None));
        Assert.Contains("the endpoint asks to wait (429): Rate limit reached for requests (5 attempts); wait, or lower --concurrency", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, null, 1, "the budget of --max-requests 5 is used up; everything so far is kept, and `mia-probe resume` goes on with a new budget of the same size")]
    [InlineData(5, null, 3, "the budget of --max-requests 5 is used up; everything so far is kept, and `mia-probe resume` goes on with a new budget of the same size")]
    [InlineData(null, 150L, 1, "the budget of --max-tokens 150 is used up (123 used, and the next request may take up to 42); everything so far is kept, and `mia-probe resume` goes on with a new budget of the same size")]
    public async Task A_budget_stops_cleanly_and_each_resume_goes_on(int? requests, long? tokens, int concurrency, string sentence)
    {
        await using var scene = await HostedRun.StartAsync();
        var runner = scene.Runner();
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => runner.RunAsync(scene.Settings(endpoint => endpoint with { MaxRequests = requests, MaxTokens = tokens, Concurrency = concurrency }), CancellationToken.None));
        Assert.Equal(sentence, error.Message);
        var stops = 1;
        while (scene.Record(1).Status != RunStatus.Finished)
        {
            try
            {
                await scene.Runner().ResumeAsync(1, CancellationToken.None);
            }
            catch (PrerequisiteException)
            {
                stops++;
            }
        }

        Assert.InRange(stops, 2, 4);
        Assert.All(scene.Asked, asked => Assert.Equal(1, asked));
        Assert.Equal(Enumerable.Range(0, HostedRun.Documents).Select(i => (double?)HostedRun.LossOf(i)), scene.Losses(1));
        Assert.Equal(HostedRun.Documents, scene.Record(1).Usage.Requests);
    }

    [Fact]
    public async Task Another_model_behind_the_same_name_stops_the_run()
    {
        await using var scene = await HostedRun.StartAsync();
        var settings = scene.Settings();
        var hosted = settings.Hosted ?? throw new InvalidOperationException("no endpoint");
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().RunAsync(
            settings with { Hosted = hosted with { Capability = hosted.Capability with { ReportedModel = "scripted-v0" } } }, CancellationToken.None));
        Assert.Contains("now answers with the model scripted; this run began with scripted-v0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_scores_no_given_text_leaves_every_attack_with_the_reason()
    {
        await using var scene = await HostedRun.StartAsync();
        var settings = scene.Settings();
        var hosted = settings.Hosted ?? throw new InvalidOperationException("no endpoint");
        var run = await scene.Runner().RunAsync(
            settings with { Hosted = hosted with { Capability = hosted.Capability with { Access = Models.AccessLevel.TextOnly, PromptRoute = null, Findings = ["chat only"] } } }, CancellationToken.None);
        Assert.Equal("scripted at 127.0.0.1 does not score given text (there is no route for that)", Assert.Single(scene.Store.ReadScores(run).Select(score => score.Score.Reason).Distinct()));
        Assert.Empty(scene.Endpoint.Requests);
    }
}
