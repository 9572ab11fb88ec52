using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Scoring;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Hosted.Windows;

/// <summary>For an endpoint that scores given text: one request a window, whose text is prefix and suffix.</summary>
internal sealed class PromptedWindows(HostedModel model, EndpointClient client, ITokenizer tokenizer, string option, IPromptRoute route) : IWindowRoute
{
    public string Policy => $"{route.Name}; prefix in the same request; BOS {(model.Capability.AddsBos ? "first, as the endpoint puts it" : "none")}";

    public int WindowsAtATime => model.Settings.AtATime;

    public (int Requests, long Tokens) Cost(int prefixTokens, int suffixTokens) => (1, prefixTokens + suffixTokens + 2L);

    public async Task<(TokenScores Scores, long Billed)> ScoreAsync(int[] prefix, int[] suffix, CancellationToken cancellationToken)
    {
        var text = tokenizer.Text([.. prefix, .. suffix]);
        // A BOS, and the token that some servers must generate.
        var reply = await client.PostAsync(
            route.Url(client), route.Request(model.Settings.Model, text), Cost(prefix.Length, suffix.Length).Tokens, cancellationToken);
        var reading = route.Read(reply, text);
        HostedIdentity.RequireSame(model, reading.Model);
        var scores = PromptScores.OfSuffix(reading, text, [.. suffix.Select(token => (token, tokenizer.Text([token])))], option);
        return (model.Capability.RoundingStep is { } step ? BoundedScores.Rounded(scores, step) : scores, reading.BilledTokens ?? reading.Tokens.Count);
    }
}
