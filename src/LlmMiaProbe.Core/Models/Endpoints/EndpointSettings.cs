using System.Text.Json.Serialization;

namespace LlmMiaProbe.Models;

/// <summary>Where a hosted model is and how it may be used; stored with the run. It names where the key is and never holds it.</summary>
public sealed record EndpointSettings
{
    /// <summary>Base URL, such as <c>https://host/v1</c>; without user, query and fragment, which may hold keys.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// Base URLs of servers beside <see cref="Url"/> that serve the same model and share the work, all with the same path; null for none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Uri>? Replicas { get; init; }

    /// <summary>All base URLs that requests may go to.</summary>
    [JsonIgnore]
    public IReadOnlyList<Uri> Urls => [Url, .. Replicas ?? []];

    /// <summary>The model's name at the endpoint.</summary>
    public required string Model { get; init; }

    /// <summary>The connector of Semantic Kernel that asks its chat; null, as in runs of older versions, for the one of OpenAI.</summary>
    public ConnectorKind? Connector { get; init; }

    /// <summary>Version of Azure OpenAI's API, such as <c>2024-10-21</c>; null elsewhere.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Whether its connector reaches its chat and nothing else of it.</summary>
    [JsonIgnore]
    public bool IsChatOnly => Connector is ConnectorKind.AzureOpenai or ConnectorKind.Ollama;

    /// <summary>Vocabulary that the model's tokens are counted with, such as <c>o200k_base</c>; null for what its name says.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Environment variable that holds the key, or null.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>File that holds the key, or null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether a sign-in to Azure stands in for a key.</summary>
    public bool SignsIn { get; init; }

    /// <summary>What replicas of the model are called together, so that they share evidence; null for a model of its own.</summary>
    public string? IdentityName { get; init; }

    /// <summary>Requests under way at a time at each of <see cref="Urls"/>, at least 1.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Requests of one command at most, of all its models, retries and questions about the endpoint included; null for any number.</summary>
    public int? MaxRequests { get; init; }

    /// <summary>Tokens of one command at most, given and produced; a request that may exceed it is not sent. Null for any number.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>Seconds that one request may take.</summary>
    public int TimeoutSeconds { get; init; } = 120;

    /// <summary>Seconds for which a request that fails is repeated, as while a server starts again; 0 for a few repetitions only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WaitSeconds { get; init; }

    /// <summary>Requests under way at a time at all of <see cref="Urls"/>.</summary>
    [JsonIgnore]
    public int AtATime => Concurrency * Urls.Count;

    /// <summary>The same with a checked URL.</summary>
    /// <exception cref="ConfigurationException">The URL is none, or may hold a key.</exception>
    public static Uri ReadUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new ConfigurationException($"--endpoint: '{text}' is no base URL; expected one such as https://host/v1 or http://127.0.0.1:8000/v1.");
        }

        return url is { UserInfo: "", Query: "", Fragment: "" }
            ? new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/'))
            : throw new ConfigurationException(
                $"--endpoint: the URL of {url.Host} holds more than a path, and that may be a key, which is never stored: "
                + "leave out what stands before @ and after ?, and give the key with --api-key-env VARIABLE or --api-key-file FILE.");
    }
}
