using Azure.Core;
using Azure.Identity;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>A sign-in in place of a key; who is signed in is made up, the way from there on is the program's own.</summary>
public sealed class AzureSignInTests
{
    private static readonly ChatRequest s_question = new([ChatMessage.User("The Time Traveller")], 4, DecodingScheme.Greedy);

    [Fact]
    public async Task Its_token_is_sent_in_place_of_a_key_and_renewed_before_it_expires()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Azure);
        var time = new ManualTimeProvider();
        var credential = new Numbered(time);
        var models = Models(credential, time);
        var model = await models.InspectAsync(Settings(endpoint), CancellationToken.None);
        Assert.All(endpoint.Requests, request => Assert.Equal("Bearer token-1", request.Authorization));

        using var chat = models.OpenChat(model);
        Assert.Null(await FailureAsync(chat));
        time.Advance(TimeSpan.FromMinutes(54));
        Assert.Null(await FailureAsync(chat));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await FailureAsync(chat));
        Assert.Equal(["Bearer token-1", "Bearer token-1", "Bearer token-2"], endpoint.Requests.TakeLast(3).Select(request => request.Authorization));
        Assert.Equal(["https://cognitiveservices.azure.com/.default"], credential.Scopes.Distinct());
    }

    [Fact]
    public async Task A_refused_account_is_told_what_it_needs_and_the_token_is_nowhere()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Azure, settings => settings with { ApiKey = "another" });
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => Models(new Numbered(TimeProvider.System), TimeProvider.System).InspectAsync(Settings(endpoint), CancellationToken.None));
        Assert.Contains("the endpoint refuses the key (401): Incorrect API key provided: Bearer ********; see whether the account that is signed in may use the resource (role Cognitive Services OpenAI User)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("token-1", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_signed_in_one_sentence_says_so()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Azure);
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => Models(new Nobody(), TimeProvider.System).InspectAsync(Settings(endpoint), CancellationToken.None));
        Assert.StartsWith("--azure-sign-in: nobody is signed in to Azure here", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    private static HostedModels Models(TokenCredential credential, TimeProvider time) => new(time) { Delays = Lab.AtOnce, Credential = () => credential };

    private static EndpointSettings Settings(LoopbackEndpoint endpoint) =>
        Lab.Settings(endpoint, "scripted") with { Connector = ConnectorKind.AzureOpenai, ApiVersion = "2024-10-21", SignsIn = true };

    private static async Task<string?> FailureAsync(HostedChatModel chat)
    {
        await foreach (var reply in chat.AskAllAsync([s_question], CancellationToken.None))
        {
            return reply.Failure;
        }

        return "no reply";
    }

    private sealed class Numbered(TimeProvider time) : TokenCredential
    {
        private int _tokens;

        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken($"token-{++_tokens}", time.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    private sealed class Nobody : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("Line one.\nLine two.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("Line one.\nLine two.");
    }
}
