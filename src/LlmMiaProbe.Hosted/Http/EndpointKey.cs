using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using LlmMiaProbe.Files;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>The key of an endpoint, or the sign-in in its place, in memory only.</summary>
internal sealed class EndpointKey
{
    private const string AzureHeader = "api-key";

    // Bytes. The longest keys are signed tokens of some thousand.
    private const int Longest = 8192;

    private static readonly SearchValues<char> s_quotes = SearchValues.Create("\"'`");
    private static readonly SearchValues<char> s_brackets = SearchValues.Create(";\\<>{}");
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? _key;

    private readonly AzureSignIn? _signIn;

    private EndpointKey(string? key, AzureSignIn? signIn = null) => (_key, _signIn) = (key, signIn);

    /// <summary>Puts the key where the endpoint expects it, and nothing in its place without one: clients above send a stand-in.</summary>
    /// <exception cref="PrerequisiteException">Nobody is signed in.</exception>
    public async Task SignAsync(HttpRequestMessage request, ConnectorKind? connector, CancellationToken cancellationToken)
    {
        var isAzure = connector == ConnectorKind.AzureOpenai;
        var bearer = _signIn is null ? isAzure ? null : _key : await _signIn.TokenAsync(cancellationToken);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.Remove(AzureHeader);
        if (_key is not null && isAzure)
        {
            request.Headers.TryAddWithoutValidation(AzureHeader, _key);
        }
    }

    /// <exception cref="PrerequisiteException">The variable is not set, the file cannot be read, or what they hold cannot be a key.</exception>
    public static EndpointKey Read(EndpointSettings settings, Func<AzureSignIn>? signIn) => settings switch
    {
        { SignsIn: true } => new(null, (signIn ?? throw new ArgumentNullException(nameof(signIn)))()),
        { KeyVariable: { } variable } => new(Checked(
            Environment.GetEnvironmentVariable(variable),
            $"--api-key-env: the environment variable {variable}",
            $"is not set or empty; set it to the key of {settings.Url.Host}",
            settings)),
        { KeyFile: { } file } => new(Checked(
            ReadFile(file, settings),
            $"--api-key-file: {file}",
            $"is empty; it should hold the key of {settings.Url.Host} and nothing else",
            settings)),
        _ => new(null),
    };

    /// <summary>The key without white space around it. What cannot be one is named by its kind, never shown.</summary>
    private static string Checked(string? text, string source, string whenEmpty, EndpointSettings settings)
    {
        if (text?.Trim() is not { Length: > 0 } key)
        {
            throw new PrerequisiteException($"{source} {whenEmpty}.");
        }

        // Also one that is refused: what is thrown elsewhere may quote it.
        EndpointSecrets.Add(key);
        return WhyNone(key) is { } reason
            ? throw new PrerequisiteException(
                $"{source} holds {reason}, which no key has (the key is not shown): it should hold the key of {settings.Url.Host} and nothing else.")
            : key;
    }

    private static string? WhyNone(string key) => key switch
    {
        _ when key.AsSpan().IndexOfAny('\r', '\n') >= 0 => "a line break, so several lines",
        _ when key.Any(char.IsControl) => "a control character",
        _ when key.Any(c => c > '~') => "a character outside of ASCII",
        _ when key.Contains(' ', StringComparison.Ordinal) => "a space",
        _ when key.AsSpan().IndexOfAny(s_quotes) >= 0 => "a quotation mark",
        _ when key.Contains(',', StringComparison.Ordinal) => "a comma",
        _ when key.AsSpan().IndexOfAny(s_brackets) >= 0 => "a semicolon, a backslash or a bracket",
        _ when key.Length > Longest => $"more than {Longest} characters",
        _ => null,
    };

    private static string ReadFile(string file, EndpointSettings settings)
    {
        if (!File.Exists(file))
        {
            throw new PrerequisiteException(Directory.Exists(file)
                ? $"--api-key-file: {file} is a folder; name the file that holds the key of {settings.Url.Host}."
                : $"--api-key-file: {file} does not exist; name the file that holds the key of {settings.Url.Host}.");
        }

        try
        {
            var bytes = OutsideFile.ReadBytes(file, Longest).AsSpan();
            return s_strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            // Without the cause: its message and its data show bytes of the key.
            throw new PrerequisiteException(
                $"--api-key-file: {file} holds a character outside of ASCII, which no key has (the key is not shown): "
                + $"it should hold the key of {settings.Url.Host} and nothing else.");
        }
        catch (PrerequisiteException e)
        {
            throw new PrerequisiteException($"--api-key-file: {e.Message} It should hold the key of {settings.Url.Host} and nothing else.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"--api-key-file: {file} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
