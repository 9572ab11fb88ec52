using System.Text.Json;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Capability;

/// <summary>What a server says of itself. Hints for people; nothing is concluded from them.</summary>
internal sealed class ServerHints(EndpointClient client)
{
    /// <summary>The most requests that this takes.</summary>
    public static int MostRequests => 1 + s_hints.Length;

    // No model has less context.
    private const int FewestTokens = 16;

    private static readonly (string Path, string Server, string? Field)[] s_hints =
    [
        ("version", "vLLM", "version"),
        ("props", "llama-server", "build_info"),
        ("get_model_info", "SGLang", null),
        ("info", "TGI", "version"),
        ("api/version", "Ollama", "version"),
    ];

    private readonly List<string> _findings = [];

    public IReadOnlyList<string> Findings => _findings;

    public async Task<EndpointCapability> RunAsync(EndpointCapability known, CancellationToken cancellationToken)
    {
        // Azure has none of these; Ollama lists its models in another way.
        if (client.Settings.Connector == ConnectorKind.AzureOpenai)
        {
            return known;
        }

        var found = known;
        if (!client.Settings.IsChatOnly && await TryAsync(client.Under("models"), cancellationToken) is { } list && list.Member("data").Items() is { } models)
        {
            var named = models.FirstOrDefault(model => model.Member("id").Text() == client.Settings.Model);
            found = found with { ContextTokens = named.Member("max_model_len").Whole() is >= FewestTokens and var context ? context : null };
            if (named.ValueKind == JsonValueKind.Undefined)
            {
                _findings.Add(
                    $"models: the endpoint lists no {client.Settings.Model}, but "
                    + $"{string.Join(", ", models.Select(model => model.Member("id").Named()).Take(5))}");
            }
        }

        foreach (var (path, server, field) in s_hints.Where(hint => !client.Settings.IsChatOnly || hint.Server == "Ollama"))
        {
            if (await TryAsync(client.Beside(path), cancellationToken) is { ValueKind: JsonValueKind.Object } reply
                && (field is null || reply.Member(field) is not null))
            {
                return found with { Server = field is not null && reply.Member(field).Named() is { } version ? $"{server} {version}" : server };
            }
        }

        return found;
    }

    private async Task<JsonElement?> TryAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(url, cancellationToken);
        }
        catch (EndpointException)
        {
            return null;
        }
    }
}
