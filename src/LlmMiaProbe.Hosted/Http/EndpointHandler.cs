using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LlmMiaProbe.Models;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>
/// Every request to an endpoint passes here, of whatever client: key, budget, retries with the endpoint's own delays and
/// jitter, a time limit for each attempt, a circuit breaker, and a whole answer that was looked at, or one sentence.
/// </summary>
internal sealed class EndpointHandler : DelegatingHandler
{
    // An endpoint that failed so often in a row is down: the run stops, and nothing more is asked.
    private const int FailuresThatStop = 12;

    /// <summary>Set on a request where the caller knows the most tokens that it can be billed.</summary>
    public static readonly HttpRequestOptionsKey<long> MostTokens = new("most-tokens");

    private static readonly ResiliencePropertyKey<long> s_begun = new("begun");

    private readonly EndpointSettings _settings;
    private readonly EndpointKey _key;
    private readonly EndpointMeter _meter;
    private readonly ServerIdentityCheck _identity;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly ResiliencePipeline<HttpResponseMessage> _limit;
    private readonly ReplicaChoice _servers;
    private readonly Task[] _checks;
    private readonly TimeProvider _time;
    private string _lastFailure = "";

    public EndpointHandler(EndpointSettings settings, EndpointKey key, EndpointMeter meter, RetryDelays delays, TimeProvider time)
        : base(Sockets(out var identity))
    {
        (_settings, _key, _meter, _identity, _time) = (settings, key, meter, identity, time);
        _servers = new ReplicaChoice(settings.Urls, time);
        _checks = [.. settings.Urls.Select(_ => Task.CompletedTask)];
        _pipeline = CreatePipeline(delays, time, TimeSpan.FromSeconds(settings.WaitSeconds));
        _limit = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds) })
            .Build();
    }

    /// <summary>Whether a redirect is one refused request, as for questions about routes that may not be there; else it ends the command.</summary>
    public bool SurvivesRedirects { get; init; }

    /// <summary>Asks the server with this number whether it is still the same model, when it is back after it was gone; null to believe it.</summary>
    public Func<int, CancellationToken, Task>? Returned { get; set; }

    /// <summary>Where a request with a body was pointed to, a clause; null if none was.</summary>
    public string? Redirection { get; private set; }

    /// <exception cref="EndpointException">This request got no usable answer; another may.</exception>
    /// <exception cref="PrerequisiteException">The endpoint is gone, refuses the key or wants no more requests, or the budget is used up.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        await _key.SignAsync(request, _settings.Connector, cancellationToken);
        var (attempts, written) = (0, request.RequestUri ?? _settings.Url);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_begun, _time.GetTimestamp());
        try
        {
            return await _pipeline.ExecuteAsync(async within => await AttemptAsync(request, written, body, attempts++ > 0, within.CancellationToken), context);
        }
        catch (BrokenCircuitException e)
        {
            throw Stop($"it failed {FailuresThatStop} times in a row, at last because {_lastFailure}", "see what is wrong there", e);
        }
        catch (EndpointException e) when (e.Failure is EndpointFailure.Unreachable)
        {
            throw Stop($"{e.Message} ({attempts} attempts)", _settings.Connector == ConnectorKind.Ollama
                ? "start Ollama with `ollama serve`, or see whether --endpoint is right"
                : "see whether it is running and the URL is right", e);
        }
        catch (EndpointException e) when (e.Failure is EndpointFailure.RateLimited)
        {
            throw Stop($"{e.Message} ({attempts} attempts)", "wait, or lower --concurrency", e);
        }
        catch (EndpointException e) when (e.Failure is EndpointFailure.Untrusted)
        {
            throw Stop(e.Message, "nothing was sent", e);
        }
        catch (EndpointException e) when (e.Failure is EndpointFailure.Redirected && !SurvivesRedirects)
        {
            throw Stop(e.Message, "nothing was sent there", e);
        }
        catch (EndpointException e) when (e.Failure is EndpointFailure.Unauthorized)
        {
            throw Stop(e.Message, _settings switch
            {
                { SignsIn: true } => "see whether the account that is signed in may use the resource (role Cognitive Services OpenAI User)",
                { KeyVariable: { } variable } => $"see whether the environment variable {variable} holds the right key",
                { KeyFile: { } file } => $"see whether {file} holds the right key",
                _ => "give one with --api-key-env VARIABLE or --api-key-file FILE",
            }, e);
        }
        catch (EndpointException e) when (e.IsTransient)
        {
            throw new EndpointException(e.Failure, $"{e.Message} ({attempts} attempts)", inner: e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new EndpointException(EndpointFailure.Broken, $"{NoAnswer} ({attempts} attempts)", inner: e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static SocketsHttpHandler Sockets(out ServerIdentityCheck identity)
    {
        identity = new ServerIdentityCheck();
        // No redirects: they would carry the key to another host.
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            SslOptions = { RemoteCertificateValidationCallback = identity.Accepts },
        };
    }

    private async Task<HttpResponseMessage> AttemptAsync(
        HttpRequestMessage request, Uri written, string? body, bool isRetry, CancellationToken cancellationToken)
    {
        // Outside of the time limit: it may wait for other requests.
        var promised = await _meter.BeginAsync(
            body, request.Options.TryGetValue(MostTokens, out var tokens) ? tokens : null, isRetry, cancellationToken);
        (var server, request.RequestUri) = _servers.Take(written);
        var isThere = (bool?)null;
        try
        {
            var response = await AskAsync(request, body, promised, cancellationToken);
            isThere = true;
            return response;
        }
        catch (EndpointException e)
        {
            isThere = !IsGone(e);
            throw;
        }
        finally
        {
            Task check;
            lock (_checks)
            {
                if (_servers.Return(server, isThere) && Returned is { } ask)
                {
                    _checks[server] = ask(server, cancellationToken);
                }

                check = _checks[server];
            }

            // Whoever answers after an outage may be another model: nothing is taken from it before that is known.
            await check;
        }
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, string? body, long promised, CancellationToken cancellationToken)
    {
        // What nobody foresaw may have been billed.
        var (failure, isBilled) = ((EndpointFailure?)EndpointFailure.Broken, true);
        try
        {
            var response = await _limit.ExecuteAsync(async token => await AnswerAsync(request, token), cancellationToken);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            _meter.Succeed(body, promised, document.RootElement);
            failure = null;
            return response;
        }
        catch (HttpRequestException e)
        {
            var explained = Explain(e, request.RequestUri ?? _settings.Url);
            (failure, isBilled) = Noted(explained);
            throw explained;
        }
        catch (EndpointException e)
        {
            Redirection = e.Failure == EndpointFailure.Redirected && body is not null ? e.Message : Redirection;
            (failure, isBilled) = Noted(e);
            throw;
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutRejectedException)
        {
            // The time limit of the attempt, or the user: the pipeline knows which.
            _lastFailure = NoAnswer;
            throw;
        }
        finally
        {
            // Others may wait for what it gives back.
            if (failure is { } kind)
            {
                _meter.Fail(kind, promised, isBilled);
            }
        }
    }

    // What stands before a server that starts again says so for it.
    private static bool IsGone(EndpointException e) => e.Failure == EndpointFailure.Unreachable || e.Status is 502 or 503 or 504;

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        // What charset the endpoint names does not matter any more.
        response.Content = new ByteArrayContent(await ReplyReader.ReadAsync(response, cancellationToken))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } },
        };
        return response;
    }

    private EndpointException Explain(HttpRequestException e, Uri asked) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when _identity.Reason is { } reason => new EndpointException(
            EndpointFailure.Untrusted,
            $"the certificate of {asked.Host} is not trusted, because {reason}: if it is the right server, let this machine trust who signed it "
            + "(its list of authorities, or the variable SSL_CERT_FILE)",
            inner: e),
        HttpRequestError.SecureConnectionError => new EndpointException(
            EndpointFailure.Untrusted,
            $"no encrypted connection to {asked.Authority} can be made: see whether it speaks https there, "
            + "and in a version of TLS that is still in use",
            inner: e),
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError => new EndpointException(
            EndpointFailure.Unreachable, $"the endpoint cannot be reached: {ReplyReader.Shown(e.Message)}", inner: e),
        _ => new EndpointException(EndpointFailure.Broken, "the endpoint ended the connection without an answer", inner: e),
    };

    // Who refuses a request does not bill it.
    private (EndpointFailure Failure, bool IsBilled) Noted(EndpointException failure)
    {
        _lastFailure = failure.Message;
        var isAnswer = failure.Failure is EndpointFailure.Broken or EndpointFailure.TooLarge or EndpointFailure.Undecodable;
        return (failure.Failure, isAnswer && failure.Status is null);
    }

    private string NoAnswer => $"the endpoint did not answer within {_settings.TimeoutSeconds} seconds";

    /// <summary>How every sentence begins that ends the asking of an endpoint.</summary>
    public static string CannotGoOn(EndpointSettings settings) => $"{settings.Model} at {settings.Url} cannot go on: ";

    private PrerequisiteException Stop(string what, string mend, Exception inner) =>
        new($"{CannotGoOn(_settings)}{what}; {mend}.", " Everything so far is kept, and `mia-probe resume` goes on.", inner);

    /// <param name="delays">Between attempts.</param>
    /// <param name="time">For them.</param>
    /// <param name="wait">For how long a request is repeated, whatever the number of attempts; 0 for that number only.</param>
    private static ResiliencePipeline<HttpResponseMessage> CreatePipeline(RetryDelays delays, TimeProvider time, TimeSpan wait) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is EndpointException { IsTransient: true } or TimeoutRejectedException
                    && (attempt.AttemptNumber < delays.Retries
                        || (attempt.Context.Properties.TryGetValue(s_begun, out var begun) && time.GetElapsedTime(begun) < wait))),
                MaxRetryAttempts = int.MaxValue,
                Delay = delays.First,
                MaxDelay = delays.Longest,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = retry => ValueTask.FromResult((retry.Outcome.Exception as EndpointException)?.RetryAfter is { } asked
                    ? (asked < delays.Longest ? asked : delays.Longest)
                    : (TimeSpan?)null),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                // Whoever waits knows for how long.
                ShouldHandle = attempt => ValueTask.FromResult(wait == TimeSpan.Zero
                    && attempt.Outcome.Exception is EndpointException { Failure: EndpointFailure.Broken } or TimeoutRejectedException),
                FailureRatio = 1,
                MinimumThroughput = FailuresThatStop,
                SamplingDuration = TimeSpan.FromMinutes(30),
                BreakDuration = TimeSpan.FromHours(1),
            })
            .Build();
}
