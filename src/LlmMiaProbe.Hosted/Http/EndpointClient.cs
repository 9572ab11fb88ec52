using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>
/// The one way to an endpoint: JSON in, JSON out. Safe for concurrent use; at most <see cref="EndpointSettings.Concurrency"/> requests are
/// under way.
/// </summary>
internal sealed class EndpointClient : IDisposable
{
    private readonly EndpointSettings _settings;
    private readonly EndpointMeter _meter;
    private readonly EndpointHandler _handler;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _slots;

    /// <param name="settings">Where, how often, how long.</param>
    /// <param name="time">For delays.</param>
    /// <param name="delays">Before repetitions; null for the usual ones.</param>
    /// <param name="tokenizer">Counts for the budget what the endpoint does not bill; null to count that as nothing.</param>
    /// <param name="signIn">What stands in for a key where the settings say so, and else null.</param>
    /// <exception cref="PrerequisiteException">The key cannot be read.</exception>
    public EndpointClient(
        EndpointSettings settings, TimeProvider time, RetryDelays? delays = null, ITextTokenizer? tokenizer = null, Func<AzureSignIn>? signIn = null)
    {
        _settings = settings;
        _meter = new EndpointMeter(settings.MaxRequests, settings.MaxTokens, tokenizer);
        _slots = new SemaphoreSlim(settings.Concurrency);
        // No redirects: they would carry the key to another host.
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, UseCookies = false };
        _handler = new EndpointHandler(settings, EndpointKey.Read(settings, signIn), _meter, delays ?? RetryDelays.Default, time, sockets);
        _http = Over(_handler, ownsHandler: true);
    }

    public EndpointSettings Settings => _settings;

    public EndpointUsage Usage => _meter.Usage;

    /// <summary>A client whose requests pass a handler on their way through this one; the caller's.</summary>
    public HttpClient Through(DelegatingHandler above)
    {
        above.InnerHandler = _handler;
        return Over(above, ownsHandler: false);
    }

    /// <summary>Base URL with a path appended, such as <c>completions</c>.</summary>
    public Uri Under(string path) => new($"{_settings.Url.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>The server's own routes, which stand beside <c>/v1</c>.</summary>
    public Uri Beside(string path)
    {
        var url = _settings.Url.AbsoluteUri.TrimEnd('/');
        return new Uri($"{(url.EndsWith("/v1", StringComparison.Ordinal) ? url[..^3] : url)}/{path}");
    }

    /// <exception cref="EndpointException">This request got no usable answer.</exception>
    /// <exception cref="PrerequisiteException">No request will get one.</exception>
    public Task<JsonElement> PostAsync(Uri url, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, url, body, cancellationToken);

    /// <inheritdoc cref="PostAsync"/>
    public Task<JsonElement> GetAsync(Uri url, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, url, null, cancellationToken);

    /// <inheritdoc cref="EndpointMeter.RequireRoom"/>
    public void RequireRoom(int requests, long tokens) => _meter.RequireRoom(requests, tokens);

    /// <summary>Waits until fewer than the allowed requests are under way.</summary>
    public async Task<T> InSlotAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await request();
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    // The handler limits each attempt.
    private HttpClient Over(HttpMessageHandler handler, bool ownsHandler) =>
        new(handler, ownsHandler) { BaseAddress = Under(""), Timeout = Timeout.InfiniteTimeSpan };

    private async Task<JsonElement> SendAsync(
        HttpMethod method, Uri url, JsonObject? body, CancellationToken cancellationToken) => await InSlotAsync(async () =>
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        return document.RootElement.Clone();
    }, cancellationToken);
}
