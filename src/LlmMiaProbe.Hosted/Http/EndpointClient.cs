using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>
/// The one way to an endpoint: JSON in, JSON out. Safe for concurrent use; at most <see cref="EndpointSettings.AtATime"/> requests are
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
    /// <param name="session">What all clients of a command share.</param>
    /// <param name="tokenizer">Counts for the budget what the endpoint does not bill; null to count that as nothing.</param>
    /// <param name="asksAboutRoutes">Whether routes are asked that may not be there, and of which some point elsewhere.</param>
    /// <exception cref="PrerequisiteException">The key cannot be read, or what is sent could be read on the way.</exception>
    public EndpointClient(EndpointSettings settings, EndpointSession session, ITextTokenizer? tokenizer = null, bool asksAboutRoutes = false)
    {
        session.RequirePrivacy(settings);
        _settings = settings;
        _meter = new EndpointMeter(settings, session.Budget, tokenizer);
        _slots = new SemaphoreSlim(settings.AtATime);
        _handler = new EndpointHandler(settings, EndpointKey.Read(settings, session.SignIn), _meter, session.Delays, session.Time)
        {
            SurvivesRedirects = asksAboutRoutes,
        };
        _http = Over(_handler, ownsHandler: true);
    }

    public EndpointSettings Settings => _settings;

    /// <summary>Asked, by its address, whether a server is still the same model when it is back after it was gone; returns what that took.</summary>
    public Func<Uri, CancellationToken, Task<EndpointUsage>>? Returned
    {
        set => _handler.Returned = value is null ? null : async (server, cancellationToken) =>
            _meter.Add(await value(_settings.Urls[server], cancellationToken));
    }

    public EndpointUsage Usage => _meter.Usage;

    /// <summary>Where a request was pointed to that was to be answered, a clause; null if none was.</summary>
    public string? Redirection => _handler.Redirection;

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
        SendAsync(HttpMethod.Post, url, body, null, cancellationToken);

    /// <param name="url">Where.</param>
    /// <param name="body">What is asked.</param>
    /// <param name="mostTokens">What it can be billed at most, given and produced.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <inheritdoc cref="PostAsync(Uri, JsonObject, CancellationToken)" path="/exception"/>
    public Task<JsonElement> PostAsync(Uri url, JsonObject body, long mostTokens, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, url, body, mostTokens, cancellationToken);

    /// <inheritdoc cref="PostAsync(Uri, JsonObject, CancellationToken)"/>
    public Task<JsonElement> GetAsync(Uri url, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, url, null, null, cancellationToken);

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
        HttpMethod method, Uri url, JsonObject? body, long? mostTokens, CancellationToken cancellationToken) => await InSlotAsync(async () =>
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (mostTokens is { } tokens)
        {
            request.Options.Set(EndpointHandler.MostTokens, tokens);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        return document.RootElement.Clone();
    }, cancellationToken);
}
