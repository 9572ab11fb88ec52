using System.Globalization;
using System.Net;
using System.Text;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Viewer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmMiaProbe.Cli.Viewing;

/// <summary>Serves a store to the browser of this machine until it is disposed.</summary>
internal sealed class ViewerHost : IAsyncDisposable
{
    private const string NoPage = "default-src 'none'; frame-ancestors 'none'";
    private const int LongestLine = 4096;

    private readonly ViewerRules _rules = ViewerRules.New();
    private readonly StoreViewer _viewer;
    private readonly WebApplication _host;

    private ViewerHost(Func<IBrowsedStore> open, TimeProvider time, int port)
    {
        _viewer = new StoreViewer(open, time);
        // Without settings of the environment or of files, which could name another address, and without logs: addresses hold the token.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = LongestLine;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _host = builder.Build();
        _host.Run(HandleAsync);
    }

    public int Port { get; private set; }

    /// <summary>The whole address with the token: who has it may read the store.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/{_rules.Token}/"));

    /// <param name="open">Opens the store for reading.</param>
    /// <param name="time">The clock.</param>
    /// <param name="port">0 for any that is free.</param>
    /// <exception cref="PrerequisiteException">The port cannot be had.</exception>
    public static async Task<ViewerHost> StartAsync(Func<IBrowsedStore> open, TimeProvider time, int port)
    {
        var host = new ViewerHost(open, time, port);
        try
        {
            await host._host.StartAsync();
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await host.DisposeAsync();
            throw new PrerequisiteException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--port: port {port} of this machine is in use or not allowed: name another, or leave it out for any that is free"),
                error);
        }

        host.Port = new Uri(host._host.Urls.First()).Port;
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        using (var atOnce = new CancellationTokenSource(TimeSpan.Zero))
        {
            await _host.StopAsync(atOnce.Token);
        }

        await _host.DisposeAsync();
        _viewer.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (_rules.Refuse(request, Port, out var page) is { } refusal)
        {
            ViewerRules.Protect(response.Headers, NoPage);
            response.StatusCode = refusal;
            return;
        }

        var query = request.Query.ToDictionary(part => part.Key, part => part.Value.FirstOrDefault() ?? "", StringComparer.Ordinal);
        var answer = await AnswerAsync(page, query, context.RequestAborted);
        ViewerRules.Protect(response.Headers, answer.Policy);
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        var body = Encoding.UTF8.GetBytes(answer.Body);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private async Task<ViewerAnswer> AnswerAsync(string page, Dictionary<string, string> query, CancellationToken cancellationToken)
    {
        try
        {
            return await _viewer.AnswerAsync(page, query, cancellationToken);
        }
        catch (ProbeException error)
        {
            // The store itself cannot be opened any more.
            return new ViewerAnswer(StatusCodes.Status500InternalServerError, "text/plain; charset=utf-8", NoPage, SafeText.OneLine(error.Message) + "\n");
        }
    }
}
