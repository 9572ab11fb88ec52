using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Hosted.Windows;

/// <summary>
/// For an endpoint that only shows alternatives of generated tokens: one request a token, with the true text up to there,
/// reading the true next token among the alternatives. What is not shown is bounded, so p_z lies between two ends.
/// </summary>
internal sealed class SteppedWindows(HostedModel model, EndpointClient client, ITokenizer tokenizer, string option) : IWindowRoute
{
    private readonly int _top = model.Capability.CompletionTopLogProbs;

    public string Policy => $"completions token by token, {_top} alternatives; BOS as the endpoint puts it";

    // The requests of one window run side by side.
    public int WindowsAtATime => 1;

    public (int Requests, long Tokens) Cost(int prefixTokens, int suffixTokens) =>
        (suffixTokens, ((prefixTokens + 2L) * suffixTokens) + (suffixTokens * (suffixTokens - 1L) / 2));

    public async Task<(TokenScores Scores, long Billed)> ScoreAsync(int[] prefix, int[] suffix, CancellationToken cancellationToken)
    {
        // A window that the budget ends in the middle of would be paid for and lost.
        var (requests, tokens) = Cost(prefix.Length, suffix.Length);
        client.RequireRoom(requests, tokens);

        // A tokenizer of another model shows in the first request.
        var first = await StepAsync(prefix, suffix, 0, cancellationToken);
        RequireSameTokens([first]);
        SteppedToken[] steps =
        [
            first,
            .. await Task.WhenAll(Enumerable.Range(1, suffix.Length - 1).Select(t => StepAsync(prefix, suffix, t, cancellationToken))),
        ];
        RequireSameTokens(steps);
        return (BoundedScores.Of(suffix, [.. steps.Select(step => step.LogProb)], [.. steps.Select(step => step.Rank)]), steps.Sum(step => step.Billed));
    }

    private async Task<SteppedToken> StepAsync(int[] prefix, int[] suffix, int t, CancellationToken cancellationToken)
    {
        int[] given = [.. prefix, .. suffix.AsSpan(0, t)];
        var prompt = tokenizer.Text(given);
        // A text cut between these tokens may be split in another way, and then the endpoint predicts from other tokens.
        if (!tokenizer.Tokenize(prompt).AsSpan().SequenceEqual(given))
        {
            return SteppedToken.NotAsked;
        }

        var reply = await client.PostAsync(
            CompletionRoute.Url(client),
            CompletionRoute.Request(model.Settings.Model, prompt, maxTokens: 1, DecodingScheme.Full, seed: null, _top),
            given.Length + 2L,
            cancellationToken);
        var detail = CompletionRoute.Read(reply).Detail;
        HostedIdentity.RequireSame(model, detail.ReportedModel);
        // Some add the token that was drawn, which says nothing about the others that are not shown.
        TokenAlternative[] shown = [.. detail.FirstToken.Take(_top)];
        var spelled = tokenizer.Text(suffix.AsSpan(t, 1));
        return new SteppedToken(
            LogProbInterval.Of(shown, spelled, model.Capability.RoundingStep ?? 0),
            RankAmong(shown, spelled),
            given.Length,
            detail.PromptTokens ?? throw new RouteException(
                $"the endpoint does not say how many tokens it was given, so it does not show whether {option} splits texts as it does"),
            detail.CompletionTokens ?? 1);
    }

    /// <summary>What the rank of a token is at least; 0 where nothing is known.</summary>
    private static int RankAmong(TokenAlternative[] shown, string token)
    {
        var same = Array.FindAll(shown, one => one.Text == token);
        if (shown.Length == 0 || same.Length > 1 || (same.Length == 1 && token.Contains('\uFFFD', StringComparison.Ordinal)))
        {
            return 0;
        }

        var likelier = same.Length == 0 ? shown.Length : shown.Count(one => one.LogProb > same[0].LogProb);
        // Rounding makes equals of what is not equal.
        return likelier == 0 && shown.Count(one => one.LogProb.Equals(same[0].LogProb)) > 1 ? 0 : likelier + 1;
    }

    // A BOS may stand before the text, and then it stands before every text.
    private void RequireSameTokens(SteppedToken[] steps)
    {
        SteppedToken[] asked = Array.FindAll(steps, step => step.Counted is not null);
        if (Array.Find(asked, step => step.Surplus is not (0 or 1) || step.Surplus != asked[0].Surplus) is { } other)
        {
            throw new RouteException($"the endpoint counts {other.Counted} tokens where {option} counts {other.Given}, so they split the text differently");
        }
    }
}
