using System.Runtime.CompilerServices;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Scoring;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>
/// Scores texts with an endpoint that returns the log-probabilities of given tokens, a request a text. Its tokenizer is out
/// of reach: prepared texts hold the text itself (<see cref="PackedText"/>), and counts before a request are those of <see cref="ITextTokenizer"/>.
/// </summary>
public sealed class HostedTokenScorer : ITokenScorer, IMeteredModel
{
    private const int RequestsAhead = 4;

    private readonly HostedModel _model;
    private readonly EndpointClient _client;
    private readonly ITextTokenizer _tokenizer;
    private readonly IPromptRoute _route;

    internal HostedTokenScorer(HostedModel model, EndpointClient client, ITextTokenizer tokenizer, int? contextTokens)
    {
        (_model, _client, _tokenizer) = (model, client, tokenizer);
        _route = PromptRoutes.Named(model.Capability.PromptRoute ?? throw new PrerequisiteException($"{model.WhyNoScores}."));
        Model = HostedIdentity.Describe(model);
        Policy = $"{_route.Name}; windows none; BOS {(model.Capability.AddsBos ? "first, as the endpoint puts it" : "none")}";
        ContextTokens = contextTokens ?? Model.ContextLength;
    }

    public ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.PromptLogProbs;

    public string Policy { get; }

    public int ContextTokens { get; }

    public int PreferredBatch => RequestsAhead * _model.Settings.Concurrency;

    public long WorkingMemory => 0;

    public EndpointUsage Usage => _client.Usage;

    public PreparedText Prepare(string text) => PrepareAfter("", text);

    public PreparedText PrepareAfter(string prefix, string text)
    {
        var (before, tokens) = (PackedText.Of(prefix), PackedText.Of(text));
        return new PreparedText(EvidenceKey.Of(Model.Fingerprint, Policy, null, tokens, before), tokens, _tokenizer.Count(prefix) + _tokenizer.Count(text), 1) { Prefix = before };
    }

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IReadOnlyList<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var scored in OrderedRequests.RunAsync(texts, _model.Settings.Concurrency, ScoreOneAsync, cancellationToken))
        {
            yield return scored;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<ScoredText> ScoreOneAsync(PreparedText prepared, CancellationToken cancellationToken)
    {
        var (prefix, text) = (PackedText.Text(prepared.Prefix), PackedText.Text(prepared.Tokens));
        try
        {
            var reply = await _client.PostAsync(_route.Url(_client), _route.Request(_model.Settings.Model, prefix + text), cancellationToken);
            var reading = _route.Read(reply, prefix + text);
            HostedIdentity.RequireSame(_model, reading.Model);
            var (scores, _) = PromptScores.Of(reading, prefix, text);
            return new ScoredText(prepared with { InputTokens = reading.BilledTokens ?? reading.Tokens.Count }, scores, null);
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return new ScoredText(prepared, null, e.Message);
        }
    }
}
