using System.Runtime.CompilerServices;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Hosted.Windows;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>
/// Scores windows with the model behind an endpoint. An endpoint lends no tokenizer, so windows are cut by one at hand that
/// splits text as the hosted model does; where it turns out not to, a window has no answer.
/// </summary>
public sealed class HostedWindowScorer : IWindowScorer, IMeteredModel
{
    private const int RequestsAhead = 4;

    private readonly EndpointSettings _settings;
    private readonly EndpointClient _client;
    private readonly ITokenizer _tokenizer;
    private readonly IWindowRoute _route;

    /// <param name="model">What the endpoint can do.</param>
    /// <param name="client">Owned from now on.</param>
    /// <param name="tokenizer">Owned from now on.</param>
    /// <param name="contextTokens">Tokens of context if the endpoint does not say.</param>
    internal HostedWindowScorer(HostedModel model, EndpointClient client, ITokenizer tokenizer, int? contextTokens)
    {
        (_settings, _client, _tokenizer) = (model.Settings, client, tokenizer);
        _route = model.Capability.PromptRoute is { } route
            ? new PromptedWindows(model, client, tokenizer, NameOf(tokenizer), PromptRoutes.Named(route))
            : new SteppedWindows(model, client, tokenizer, NameOf(tokenizer));
        Access = model.Capability.Access;
        Model = HostedIdentity.Describe(model) with { Tokenizer = tokenizer.Identity };
        Policy = FormattableString.Invariant(
            $"{_route.Policy}; {(model.Capability.RoundingStep is { } step ? $"rounded to {step}" : "not rounded")}; windows cut by {tokenizer.Identity}");
        ContextTokens = contextTokens ?? Model.ContextLength;
    }

    public ModelDescription Model { get; }

    public AccessLevel Access { get; }

    public string Policy { get; }

    public int ContextTokens { get; }

    public int PreferredBatch => RequestsAhead * _route.WindowsAtATime;

    public long WorkingMemory => 0;

    public EndpointUsage Usage => _client.Usage;

    public int[] Tokenize(string text) => _tokenizer.Tokenize(text);

    public ReadOnlyMemory<byte> BytesOf(int token) => _tokenizer.BytesOf(token);

    public PreparedText PrepareWindow(int[] prefix, int[] tokens, IReadOnlyList<DecodingScheme> schemes)
    {
        var (requests, cost) = _route.Cost(prefix.Length, tokens.Length);
        if (requests > _settings.MaxRequests)
        {
            throw new ConfigurationException(
                $"--max-requests {_settings.MaxRequests} is less than the {requests} requests that one window takes, so nothing would ever be measured: "
                + $"use {requests} or more, or a lower --suffix-tokens.");
        }

        if (cost > _settings.MaxTokens)
        {
            throw new ConfigurationException(
                $"--max-tokens {_settings.MaxTokens} is less than the {cost} tokens that one window takes, so nothing would ever be measured: "
                + $"use {cost} or more, or lower --prefix-tokens and --suffix-tokens.");
        }

        return new PreparedText(EvidenceKey.Of(Model.Fingerprint, Policy, null, tokens, prefix), tokens, cost, requests) { Prefix = prefix };
    }

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var scored in OrderedRequests.RunAsync(texts, _route.WindowsAtATime, PreferredBatch, ScoreOneAsync, cancellationToken))
        {
            yield return scored;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _tokenizer.Dispose();
    }

    // The option that gave it, which is what a user can change.
    private static string NameOf(ITokenizer tokenizer) => tokenizer is TiktokenTokens ? "--endpoint-tokenizer" : "--tokenizer";

    private async Task<ScoredText> ScoreOneAsync(PreparedText window, CancellationToken cancellationToken)
    {
        try
        {
            var (scores, billed) = await _route.ScoreAsync(window.Prefix, window.Tokens, cancellationToken);
            return new ScoredText(window with { InputTokens = billed }, scores, null);
        }
        catch (RouteException e)
        {
            return new ScoredText(window, null, e.Message) { IsFinal = true };
        }
        catch (EndpointException e)
        {
            // What is wrong about this request will be wrong about the next one like it; a route that is missing may come back.
            return new ScoredText(window, null, e.Message)
            {
                IsFinal = e is { Failure: EndpointFailure.Rejected or EndpointFailure.TooLarge, IsMissing: false },
            };
        }
    }
}
