using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>
/// Serves a model over HTTP on the loopback address, in the shape of a provider and with whatever defect or fault a test asks
/// for. One instance is one server; disposing stops it.
/// </summary>
public sealed class LoopbackEndpoint : IAsyncDisposable
{
    private readonly IServedModel _model;
    private readonly Lock _gate = new();
    private readonly List<LoopbackRequest> _requests = [];
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _host;
    private int _port;

    private LoopbackEndpoint(IServedModel model, EndpointShape shape, int port) => (_model, Shape, _port) = (model, shape, port);

    public EndpointShape Shape { get; }

    public EndpointDefect Defect { get; init; }

    /// <summary>Which requests go wrong, by their number.</summary>
    public Func<LoopbackRequest, EndpointFault> Fault { get; set; } = _ => EndpointFault.None;

    /// <summary>Awaited before a request with a body is answered.</summary>
    public Func<LoopbackRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What goes over the wire in place of an answer's text; null for that text itself.</summary>
    public Func<LoopbackRequest, string, byte[]?> Wire { get; set; } = (_, _) => null;

    /// <summary>What the chat says instead of the model; null for the model's own words.</summary>
    public Func<string, LoopbackAnswer?> Answer { get; set; } = _ => null;

    /// <summary>Alternatives that it gives at most.</summary>
    public int TopLogProbs { get; init; } = 20;

    /// <summary>Log-probabilities are rounded to multiples of this; 0 for none.</summary>
    public double RoundingStep { get; init; }

    /// <summary>The key that it asks for, or null.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Seconds in the Retry-After header.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>Base URL as a client is given it.</summary>
    public Uri Url => new($"http://127.0.0.1:{_port}{(Shape is EndpointShape.Azure or EndpointShape.Ollama ? "" : "/v1")}");

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<LoopbackRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <param name="model">Owned from now on.</param>
    /// <param name="shape">Whose answers it gives.</param>
    /// <param name="configure">Sets what cannot be changed later.</param>
    /// <param name="port">0 for any.</param>
    public static async Task<LoopbackEndpoint> StartAsync(IServedModel model, EndpointShape shape, Func<LoopbackSettings, LoopbackSettings>? configure = null, int port = 0)
    {
        var settings = (configure ?? (given => given))(new LoopbackSettings());
        var endpoint = new LoopbackEndpoint(model, shape, port)
        {
            Defect = settings.Defect,
            TopLogProbs = settings.TopLogProbs ?? (shape == EndpointShape.Fireworks ? 5 : 20),
            RoundingStep = settings.RoundingStep,
            ApiKey = settings.ApiKey,
            RetryAfterSeconds = settings.RetryAfterSeconds,
        };
        await endpoint.StartAsync();
        return endpoint;
    }

    /// <summary>Listens again on the same port after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _host = builder.Build();
        _host.Run(HandleAsync);
        await _host.StartAsync();
        _port = new Uri(_host.Urls.First()).Port;
    }

    /// <summary>Stops listening and drops what is under way.</summary>
    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
            await host.StopAsync(atOnce.Token);
            await host.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await StopAsync();
        _stopping.Dispose();
        _model.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        var body = context.Request.Method == "POST"
            ? await JsonNode.ParseAsync(context.Request.Body) as JsonObject ?? []
            : [];
        LoopbackRequest request;
        lock (_gate)
        {
            var authorization = Shape == EndpointShape.Azure && !context.Request.Headers.ContainsKey("Authorization")
                ? context.Request.Headers["api-key"].FirstOrDefault()
                : context.Request.Headers.Authorization.FirstOrDefault();
            request = new LoopbackRequest(_requests.Count(before => before.Body.Count > 0) + (body.Count > 0 ? 1 : 0), path, body, authorization) { Query = context.Request.QueryString.Value ?? "" };
            _requests.Add(request);
        }

        var fault = ApiKey is not null && request.Authorization != (Shape == EndpointShape.Azure ? ApiKey : $"Bearer {ApiKey}") ? EndpointFault.Unauthorized : body.Count == 0 ? EndpointFault.None : Fault(request);
        if (await FaultyReply.TryWriteAsync(context, fault, RetryAfterSeconds, _stopping.Token))
        {
            return;
        }

        await Before(request);
        var (status, reply) = Reply(request);
        if (Defect == EndpointDefect.NoUsage)
        {
            reply.Remove("usage");
        }

        var text = reply.ToJsonString();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (Wire(request, text) is { } bytes)
        {
            await context.Response.Body.WriteAsync(bytes, _stopping.Token);
            return;
        }

        await context.Response.WriteAsync(fault == EndpointFault.Truncated ? text[..(text.Length / 2)] : text);
    }

    // A model is not safe for concurrent use.
    private (int Status, JsonObject Reply) Reply(LoopbackRequest request)
    {
        lock (_model)
        {
            return new EndpointReplies(_model, this).Reply(request);
        }
    }
}
