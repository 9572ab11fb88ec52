using Azure.Core;
using Azure.Identity;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>Tokens of a sign-in to Azure in place of a key, in memory only, and fetched anew before they expire. Safe for concurrent use.</summary>
/// <param name="credential">Where tokens come from.</param>
/// <param name="time">To see whether one expires.</param>
internal sealed class AzureSignIn(TokenCredential credential, TimeProvider time)
{
    // A request that begins with a token should end with it.
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(5);
    private static readonly TokenRequestContext s_resource = new(["https://cognitiveservices.azure.com/.default"]);

    // In one object, so that no half of another token is read.
    private Held? _held;

    /// <summary>Requests under way at a time may each fetch one, and any of them serves.</summary>
    /// <exception cref="PrerequisiteException">Nobody is signed in.</exception>
    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_held is not { } held || held.Token.ExpiresOn - time.GetUtcNow() < s_margin)
            {
                _held = held = new Held(await credential.GetTokenAsync(s_resource, cancellationToken));
                EndpointSecrets.Add(held.Token.Token);
            }

            return held.Token.Token;
        }
        catch (AuthenticationFailedException e)
        {
            throw new PrerequisiteException("--azure-sign-in: nobody is signed in to Azure here, in none of the ways that DefaultAzureCredential tries: "
                + "sign in with `az login`, or give a key with --api-key-env VARIABLE or --api-key-file FILE.", e);
        }
    }

    private sealed record Held(AccessToken Token);
}
