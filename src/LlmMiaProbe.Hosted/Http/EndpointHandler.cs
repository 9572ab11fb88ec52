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

    private readonly EndpointSettings _settings;
    private readonly EndpointKey _key;
    private readonly EndpointMeter _meter;
    private readonly ReplyReader _reader;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private string _lastFailure = "";

    public EndpointHandler(EndpointSettings settings, EndpointKey key, EndpointMeter meter, RetryDelays delays, TimeProvider time, HttpMessageHandler inner)
        : base(inner)
    {
        (_settings, _key, _meter, _reader) = (settings, key, meter, new ReplyReader(key));
        _pipeline = CreatePipeline(settings, delays, time);
    }

    /// <exception cref="EndpointException">This request got no usable answer; another may.</exception>
    /// <exception cref="PrerequisiteException">The endpoint is gone, refuses the key or wants no more requests, or the budget is used up.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        await _key.SignAsync(request, _settings.Connector, cancellationToken);
        var attempts = 0;
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AttemptAsync(request, attempts++ > 0, token), cancellationToken);
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
    }

    private async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, bool isRetry, CancellationToken cancellationToken)
    {
        _meter.Begin(isRetry);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            var bytes = await _reader.ReadAsync(response, cancellationToken);
            using (var document = JsonDocument.Parse(bytes))
            {
                _meter.Succeed(request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken), document.RootElement);
            }

            var type = response.Content.Headers.ContentType;
            response.Content = new ByteArrayContent(bytes);
            response.Content.Headers.ContentType = type;
            return response;
        }
        catch (HttpRequestException e)
        {
            throw Noted(e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError
                ? new EndpointException(EndpointFailure.Unreachable, $"the endpoint cannot be reached: {_key.Scrub(e.Message)}", inner: e)
                : new EndpointException(EndpointFailure.Broken, "the endpoint ended the connection without an answer", inner: e));
        }
        catch (EndpointException e)
        {
            throw Noted(e);
        }
        catch (OperationCanceledException)
        {
            // The time limit of the attempt, or the user: the pipeline knows which.
            _lastFailure = NoAnswer;
            _meter.Fail(EndpointFailure.Broken);
            throw;
        }
    }

    private EndpointException Noted(EndpointException failure)
    {
        _lastFailure = failure.Message;
        _meter.Fail(failure.Failure);
        return failure;
    }

    private string NoAnswer => $"the endpoint did not answer within {_settings.TimeoutSeconds} seconds";

    private PrerequisiteException Stop(string what, string mend, Exception inner) =>
        new($"{_settings.Model} at {_settings.Url} cannot go on: {what}; {mend}.", " Everything so far is kept, and `mia-probe resume` goes on.", inner);

    private static ResiliencePipeline<HttpResponseMessage> CreatePipeline(EndpointSettings settings, RetryDelays delays, TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<EndpointException>(e => e.IsTransient).Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = delays.Retries,
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
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<EndpointException>(e => e.Failure is EndpointFailure.Broken)
                    .Handle<TimeoutRejectedException>(),
                FailureRatio = 1,
                MinimumThroughput = FailuresThatStop,
                SamplingDuration = TimeSpan.FromMinutes(30),
                BreakDuration = TimeSpan.FromHours(1),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds) })
            .Build();
}
