using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Answers that go wrong on the way.</summary>
internal static class FaultyReply
{
    private const int Megabyte = 1 << 20;

    /// <returns>False if the request is to be answered after all.</returns>
    public static async Task<bool> TryWriteAsync(HttpContext context, EndpointFault fault, int retryAfterSeconds, CancellationToken stopping)
    {
        switch (fault)
        {
            case EndpointFault.Abort:
                context.Abort();
                return true;
            case EndpointFault.Hang:
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted))
                {
                    await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }

                return true;
            case EndpointFault.Redirect:
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = $"https://elsewhere.example/v1/{Uri.EscapeDataString(context.Request.Headers.Authorization.ToString())}?key={context.Request.Headers.Authorization}";
                return true;
            case EndpointFault.RateLimit:
                context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return await WriteErrorAsync(context, 429, "Rate limit reached for requests");
            case EndpointFault.ServerError:
                return await WriteErrorAsync(context, 500, "The server had an error");
            case EndpointFault.Unauthorized:
                return await WriteErrorAsync(context, 401, $"Incorrect API key provided: {context.Request.Headers.Authorization}");
            case EndpointFault.TooLong:
                return await WriteErrorAsync(context, 400, "This model's maximum context length is 512 tokens");
            case EndpointFault.NoMaxTokens:
                return await WriteErrorAsync(context, 400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
            case EndpointFault.NoTemperature:
                return await WriteErrorAsync(context, 400, "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.");
            case EndpointFault.ErrorBody:
                return await WriteErrorAsync(context, 200, "The engine is overloaded");
            case EndpointFault.Html:
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync("<html><body>Please sign in to the network</body></html>", CancellationToken.None);
                return true;
            case EndpointFault.Huge:
                await WriteHugeAsync(context);
                return true;
            default:
                return false;
        }
    }

    private static async Task<bool> WriteErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "error" } }.ToJsonString(), CancellationToken.None);
        return true;
    }

    private static async Task WriteHugeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"choices\": [{\"text\": \"", CancellationToken.None);
        var block = new byte[Megabyte];
        block.AsSpan().Fill((byte)'a');
        for (var i = 0; i < 50 && !context.RequestAborted.IsCancellationRequested; i++)
        {
            await context.Response.Body.WriteAsync(block, CancellationToken.None);
        }
    }
}
