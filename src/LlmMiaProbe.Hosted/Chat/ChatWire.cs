using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>
/// Stands between a connector and the endpoint. It adds what connectors leave out in silence (top-k), uses the name of the
/// token limit that every server knows, leaves fields out that the endpoint refuses by name, and keeps the answer as it came:
/// connectors hold log-probabilities in single precision and give up on finish reasons that they do not know.
/// </summary>
/// <param name="apiVersion">Of Azure OpenAI; null elsewhere.</param>
internal sealed class ChatWire(string? apiVersion) : DelegatingHandler
{
    private const string OldLimit = "max_tokens";
    private const string NewLimit = "max_completion_tokens";

    private static readonly string[] s_dispensable = ["temperature", "top_p", "top_k", "seed"];
    private static readonly string[] s_finishReasons = ["stop", "length", "content_filter", "tool_calls", "function_call"];
    private static readonly AsyncLocal<WireExchange?> s_exchange = new();

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Fields that the endpoint refused, so that it decides about them.</summary>
    public IReadOnlyCollection<string> Refused
    {
        get
        {
            lock (_refused)
            {
                return [.. _refused.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Makes what follows in this flow of control part of an exchange.</summary>
    public static void Begin(WireExchange exchange) => s_exchange.Value = exchange;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null || JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken)) is not JsonObject body)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        if (apiVersion is not null && request.RequestUri is { } url)
        {
            request.RequestUri = new Uri($"{url.GetLeftPart(UriPartial.Path)}?api-version={Uri.EscapeDataString(apiVersion)}");
        }

        Rename(body, NewLimit, OldLimit);
        if (s_exchange.Value?.TopK is { } topK && body["options"] is null)
        {
            body["top_k"] = topK;
        }

        while (true)
        {
            Adapt(body);
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            try
            {
                return await KeepAsync(await base.SendAsync(request, cancellationToken), cancellationToken);
            }
            catch (EndpointException e) when (e.Failure == EndpointFailure.Rejected && Refuses(body, e.Message))
            {
            }
        }
    }

    private static async Task<HttpResponseMessage> KeepAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        using (var document = JsonDocument.Parse(text))
        {
            s_exchange.Value?.Reply = document.RootElement.Clone();
        }

        if (JsonNode.Parse(text) is JsonObject reply && reply["choices"] is JsonArray choices)
        {
            foreach (var choice in choices.OfType<JsonObject>().Where(HasUnknownReason))
            {
                choice["finish_reason"] = "stop";
                response.Content = new StringContent(reply.ToJsonString(), Encoding.UTF8, "application/json");
            }
        }

        return response;
    }

    private static bool HasUnknownReason(JsonObject choice) =>
        choice.ContainsKey("finish_reason") && !s_finishReasons.Contains(choice["finish_reason"]?.ToString());

    private void Adapt(JsonObject body)
    {
        foreach (var field in Refused.Where(body.ContainsKey))
        {
            if (field == OldLimit)
            {
                Rename(body, OldLimit, NewLimit);
            }

            body.Remove(field);
        }
    }

    private bool Refuses(JsonObject body, string message)
    {
        var field = message.Contains(NewLimit, StringComparison.Ordinal) && body.ContainsKey(OldLimit) ? OldLimit
            : s_dispensable.FirstOrDefault(name => body.ContainsKey(name) && message.Contains(name, StringComparison.Ordinal));
        if (field is null)
        {
            return false;
        }

        // Another request may have been refused for the same at the same time.
        lock (_refused)
        {
            _refused.Add(field);
        }

        return true;
    }

    private static void Rename(JsonObject body, string from, string to)
    {
        if (body[from] is { } value)
        {
            body.Remove(from);
            body[to] = value;
        }
    }
}
