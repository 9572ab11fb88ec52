using LlmMiaProbe.Loopback;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Other weights behind the same address and name, and the same weights behind another.</summary>
public sealed class EndpointIdentityTests : IDisposable
{
    private const int Documents = 6;

    private readonly ProbeScene _scene = new();
    private readonly string _other;

    // Under the name of the target.
    public EndpointIdentityTests()
    {
        _other = Path.Combine(Directory.CreateDirectory(_scene.PathOf("other")).FullName, "target.gguf");
        File.Copy(ProbeScene.Base, _other);
    }

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(EndpointShape.Vllm)]
    [InlineData(EndpointShape.OpenAi)]
    public async Task Other_weights_get_none_of_the_evidence_and_the_first_ones_get_it_back(EndpointShape shape)
    {
        var (first, port) = await AskedAsync(ProbeScene.Target, shape, 0, "run");
        Assert.Equal(Documents, first.Asked);
        Assert.DoesNotContain("answers otherwise", first.Outcome.Error, StringComparison.Ordinal);

        var (again, _) = await AskedAsync(ProbeScene.Target, shape, port, "run");
        Assert.Equal(0, again.Asked);

        var (changed, _) = await AskedAsync(_other, shape, port, "run");
        Assert.Equal(Documents, changed.Asked);
        Assert.Matches(
            @"target at http://127\.0\.0\.1:\d+/v1 answers otherwise than on \d{4}-\d\d-\d\d \(differs by \d+\.\d+ nats a token on 3 probe texts, where 0\.05 is allowed\): "
            + "treated as another model; nothing of the earlier evidence is reused\\.",
            changed.Outcome.Error);
        Assert.NotEqual(await ScoresAsync(1), await ScoresAsync(3));

        var (back, _) = await AskedAsync(ProbeScene.Target, shape, port, "run");
        Assert.Equal(0, back.Asked);
        Assert.DoesNotContain("answers otherwise", back.Outcome.Error, StringComparison.Ordinal);
        Assert.Equal(await ScoresAsync(1), await ScoresAsync(4));
        using var store = SqliteProbeStore.OpenExisting(_scene.Store);
        Assert.Equal(2, store.ReadEndpointIdentities().Count);
        Assert.Equal(store.ReadEndpointIdentities()[0].Fingerprint, store.FindRun(4)?.Models[0].Model.Fingerprint.Value);
        Assert.Equal(store.ReadEndpointIdentities()[1].Fingerprint, store.FindRun(3)?.Models[0].Model.Fingerprint.Value);
    }

    [Fact]
    public async Task A_run_does_not_go_on_with_other_weights_and_asks_them_about_no_document()
    {
        var (stopped, port) = await AskedAsync(ProbeScene.Target, EndpointShape.Vllm, 0, "run", fails: 4);
        Assert.Equal(3, stopped.Outcome.ExitCode);

        var (refused, _) = await AskedAsync(_other, EndpointShape.Vllm, port, "resume");
        Assert.Equal(3, refused.Outcome.ExitCode);
        Assert.Equal(0, refused.Asked);
        Assert.Matches(
            @"target at http://127\.0\.0\.1:\d+/v1 answers otherwise than on \d{4}-\d\d-\d\d, when this run began with it \(differs by \d+\.\d+ nats a token on 3 probe texts, "
            + @"where 0\.05 is allowed\), and numbers of two models do not belong together: begin a new run\. Everything so far is kept\.",
            refused.Outcome.Error);

        var (resumed, _) = await AskedAsync(ProbeScene.Target, EndpointShape.Vllm, port, "resume");
        resumed.Outcome.AssertSucceeded();
        Assert.Equal(Documents - 3, resumed.Asked);
    }

    [Fact]
    public async Task A_server_that_is_down_for_a_while_is_not_called_another_model()
    {
        await using var endpoint = await ServeAsync(ProbeScene.Target, EndpointShape.Vllm, 0);
        var about = 0;
        endpoint.Fault = request => IsAboutDocument(request) && Interlocked.Increment(ref about) >= 4 ? EndpointFault.Unauthorized : EndpointFault.None;
        Assert.Equal(3, (await RunAsync(endpoint, "--concurrency", "1")).ExitCode);

        string[] resume = ["resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store];
        endpoint.Fault = _ => EndpointFault.ServerError;
        var refused = await _scene.RunAsync(resume);
        Assert.Equal(3, refused.ExitCode);
        Assert.Matches(
            @"target at \S+ could not be asked whether it is the model that this run began with on \d{4}-\d\d-\d\d: the endpoint answered 500: .*\. "
            + "Everything so far is kept, and `mia-probe resume` goes on later\\.",
            refused.Error);
        Assert.DoesNotContain("begin a new run", refused.Error, StringComparison.Ordinal);

        endpoint.Fault = _ => EndpointFault.None;
        var before = Texts(endpoint);
        (await _scene.RunAsync(resume)).AssertSucceeded();
        Assert.Equal(Documents - 3, Texts(endpoint) - before);
    }

    [Fact]
    public async Task A_run_with_an_endpoint_of_random_replies_goes_on_and_says_what_that_rests_on()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.ChatText);
        var random = new Random(7);
        endpoint.Answer = _ => new LoopbackAnswer(new string(random.GetItems("abcdefghij klmnop qrstuvw".AsSpan(), 40)));
        var about = 0;
        endpoint.Fault = request => request.Body.ToJsonString().Length > 500 && Interlocked.Increment(ref about) >= 4 ? EndpointFault.Unauthorized : EndpointFault.None;
        var stopped = await _scene.RunAsync(
            "run", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--corpus", ProbeScene.Passages, "--limit", "4", "--attacks", "samia", "--resamples", "100",
            "--concurrency", "1", "--store", _scene.Store);
        Assert.Equal(3, stopped.ExitCode);
        Assert.True(about >= 4, stopped.Error);
        Assert.Contains("cannot be told by its replies (asked the same twice", stopped.Error, StringComparison.Ordinal);

        endpoint.Fault = _ => EndpointFault.None;
        var resumed = (await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store)).AssertSucceeded();
        Assert.Matches(@"cannot be told by its replies \(asked the same twice, .*\): the run goes on, and nothing shows that this is the model of \d{4}-\d\d-\d\d, when it began\.", resumed.Error);
    }

    [Fact]
    public async Task Replicas_share_what_a_name_says_and_one_that_answers_otherwise_is_refused()
    {
        await using var first = await ServeAsync(ProbeScene.Target, EndpointShape.Vllm, 0);
        await using var replica = await ServeAsync(ProbeScene.Target, EndpointShape.Vllm, 0);
        await using var impostor = await ServeAsync(_other, EndpointShape.Vllm, 0);
        string[] shared = ["--endpoint-identity", "production"];
        (await RunAsync(first)).AssertSucceeded();
        // The name is added to what is known of this address.
        (await RunAsync(first, shared)).AssertSucceeded();
        (await RunAsync(replica, shared)).AssertSucceeded();
        Assert.Equal((Documents, 0), (Texts(first), Texts(replica)));
        var refused = await RunAsync(impostor, shared);
        Assert.Equal(3, refused.ExitCode);
        Assert.Matches(@"--endpoint-identity: target at \S+ answers otherwise than the model that is called 'production' did on \d{4}-\d\d-\d\d \(differs by ", refused.Error);
        Assert.Equal(0, Texts(impostor));

        // Without the name it is a model of its own.
        (await RunAsync(replica)).AssertSucceeded();
        Assert.Equal(Documents, Texts(replica));
    }

    [Theory]
    [InlineData(EndpointShape.ChatText, @"its replies to 3 probe texts are \d+ ?% alike")]
    [InlineData(EndpointShape.Chat, @"(differs by \d+\.\d+ nats a token on|names other tokens as the likeliest after) 3 probe texts")]
    [InlineData(EndpointShape.LlamaServer, @"(differs by \d+\.\d+ nats a token on|names other tokens as the likeliest after) 3 probe texts")]
    public async Task A_model_that_is_only_talked_to_is_known_by_what_it_says(EndpointShape shape, string difference)
    {
        string[] secret = ["secret", "The Time Traveller", "--samples", "3", "--max-tokens", "4", "--endpoint-model", "scripted", "--store", _scene.Store, "--endpoint"];
        Uri url;
        await using (var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape))
        {
            url = endpoint.Url;
            (await _scene.RunAsync([.. secret, $"{url}"])).AssertSucceeded();
            var before = Sampled(endpoint);
            Assert.True(before > 0);
            (await _scene.RunAsync([.. secret, $"{url}"])).AssertSucceeded();
            Assert.Equal(before, Sampled(endpoint));
        }

        await using var other = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(weights: "other"), shape, port: url.Port);
        var changed = (await _scene.RunAsync([.. secret, $"{url}"])).AssertSucceeded();
        Assert.Matches($@"scripted at \S+ answers otherwise than on \d{{4}}-\d\d-\d\d \({difference}", changed.Error);
        Assert.True(Sampled(other) > 0);
    }

    private static int Sampled(LoopbackEndpoint endpoint) =>
        endpoint.Requests.Count(request => request.Body.ToJsonString().Contains("The Time Traveller", StringComparison.Ordinal));

    private async Task<((Outcome Outcome, int Asked) Result, int Port)> AskedAsync(string model, EndpointShape shape, int port, string command, int? fails = null)
    {
        await using var endpoint = await ServeAsync(model, shape, port);
        var about = 0;
        endpoint.Fault = request => IsAboutDocument(request) && Interlocked.Increment(ref about) >= fails ? EndpointFault.Unauthorized : EndpointFault.None;
        var outcome = command == "run" ? await RunAsync(endpoint, "--concurrency", "1") : await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store);
        return ((outcome, Texts(endpoint)), endpoint.Url.Port);
    }

    private Task<Outcome> RunAsync(LoopbackEndpoint endpoint, params string[] options) => _scene.RunAsync(
    [
        "run", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--corpus", ProbeScene.Passages, "--limit", $"{Documents}", "--attacks", "loss", "--resamples", "100",
        "--store", _scene.Store, .. options,
    ]);

    private async Task<string> ScoresAsync(int run) => string.Join(
        '\n',
        (await _scene.RunAsync("runs", "export", $"{run}", "--format", "jsonl", "--store", _scene.Store)).JsonLines.Select(line => $"{line.GetProperty("document")} {line.GetProperty("score")}"));

    private static int Texts(LoopbackEndpoint endpoint) => endpoint.Requests.Count(IsAboutDocument);

    // The passages are longer than whatever else is asked.
    private static bool IsAboutDocument(LoopbackRequest request) => ((string?)request.Body["prompt"])?.Length > 300;

    private static Task<LoopbackEndpoint> ServeAsync(string model, EndpointShape shape, int port) => LoopbackEndpoint.StartAsync(new ServedGguf(model), shape, port: port);
}
