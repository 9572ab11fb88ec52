using System.Net.Http.Headers;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>The key of an endpoint, or the sign-in in its place, in memory only.</summary>
internal sealed class EndpointKey
{
    private const string AzureHeader = "api-key";
    private const string Mask = "********";

    private readonly string? _key;

    private readonly AzureSignIn? _signIn;

    private EndpointKey(string? key, AzureSignIn? signIn = null) => (_key, _signIn) = (key, signIn);

    /// <summary>Puts the key where the endpoint expects it, and nothing in its place without one: clients above send a stand-in.</summary>
    /// <exception cref="PrerequisiteException">Nobody is signed in.</exception>
    public async Task SignAsync(HttpRequestMessage request, ConnectorKind? connector, CancellationToken cancellationToken)
    {
        var isAzure = connector == ConnectorKind.AzureOpenai;
        var bearer = _signIn is null ? isAzure ? null : _key : await _signIn.TokenAsync(cancellationToken);
        request.Headers.Authorization = bearer is null ? null : AuthenticationHeaderValue.Parse($"Bearer {bearer}");
        request.Headers.Remove(AzureHeader);
        if (_key is not null && isAzure)
        {
            request.Headers.Add(AzureHeader, _key);
        }
    }

    /// <exception cref="PrerequisiteException">The variable is not set, or the file cannot be read or is empty.</exception>
    public static EndpointKey Read(EndpointSettings settings, Func<AzureSignIn>? signIn) => settings switch
    {
        { SignsIn: true } => new(null, (signIn ?? throw new ArgumentNullException(nameof(signIn)))()),
        { KeyVariable: { } variable } => new(
            NotEmpty(Environment.GetEnvironmentVariable(variable))
                ?? throw new PrerequisiteException(
                    $"--api-key-env: the environment variable {variable} is not set or empty; set it to the key of {settings.Url.Host}.")),
        { KeyFile: { } file } => new(
            NotEmpty(ReadFile(file))
                ?? throw new PrerequisiteException($"--api-key-file: {file} is empty; it should hold the key of {settings.Url.Host} and nothing else.")),
        _ => new(null),
    };

    /// <summary>A text of the endpoint's without the key, which some repeat in their errors.</summary>
    public string Scrub(string text) => (_key ?? _signIn?.Last) is { Length: > 0 } secret ? text.Replace(secret, Mask, StringComparison.Ordinal) : text;

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
