using System.Net.Http.Headers;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>The key of an endpoint, in memory only.</summary>
internal sealed class EndpointKey
{
    private const string AzureHeader = "api-key";
    private const string Mask = "********";

    private readonly string? _key;

    private EndpointKey(string? key) => _key = key;

    public static EndpointKey None { get; } = new(null);

    /// <summary>Puts the key where the endpoint expects it, and nothing in its place without one: clients above send a stand-in.</summary>
    public void Sign(HttpRequestMessage request, ConnectorKind? connector)
    {
        var isAzure = connector == ConnectorKind.AzureOpenai;
        request.Headers.Authorization = _key is null || isAzure ? null : AuthenticationHeaderValue.Parse($"Bearer {_key}");
        request.Headers.Remove(AzureHeader);
        if (_key is not null && isAzure)
        {
            request.Headers.Add(AzureHeader, _key);
        }
    }

    /// <exception cref="PrerequisiteException">The variable is not set, or the file cannot be read or is empty.</exception>
    public static EndpointKey Read(EndpointSettings settings) => settings switch
    {
        { KeyVariable: { } variable } => new(NotEmpty(Environment.GetEnvironmentVariable(variable)) ?? throw new PrerequisiteException($"--api-key-env: the environment variable {variable} is not set or empty; set it to the key of {settings.Url.Host}.")),
        { KeyFile: { } file } => new(NotEmpty(ReadFile(file)) ?? throw new PrerequisiteException($"--api-key-file: {file} is empty; it should hold the key of {settings.Url.Host} and nothing else.")),
        _ => None,
    };

    /// <summary>A text of the endpoint's without the key, which some repeat in their errors.</summary>
    public string Scrub(string text) => _key is null ? text : text.Replace(_key, Mask, StringComparison.Ordinal);

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"--api-key-file: {file} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
