using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Capability;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Scoring;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Identity;

/// <summary>Asks a model at an endpoint the texts that it is known by, in the way that shows most of it.</summary>
internal sealed class IdentityProbe(EndpointClient client, EndpointChat chat)
{
    /// <summary>The most requests that <see cref="AskAsync"/> sends, and <see cref="AskTwiceAsync"/> one more.</summary>
    public static int MostRequests => ProbeTexts.Passages.Count + 1;

    /// <summary>The most tokens of them.</summary>
    public static long MostTokens => Enumerable.Range(0, ProbeTexts.Passages.Count).Append(0)
        .Sum(number => RequestCost.Expected(ProbeTexts.Passages[number], ReplyTokens));

    private const int ReplyTokens = 32;

    // As many as providers give.
    private const int Alternatives = 20;

    /// <summary>The same, with how far two answers to the first text are apart. Null if nothing was answered that it could be known by.</summary>
    public async Task<EndpointAnswers?> AskTwiceAsync(EndpointCapability found, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await AskAsync(found, KindOf(found), cancellationToken);
            var again = answers with { Texts = [await AnswerAsync(found, answers.Kind, 0, cancellationToken)] };
            return answers with { Noise = new AnswerComparison(answers with { Texts = [answers.Texts[0]] }, again).Difference ?? 0 };
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return null;
        }
    }

    /// <exception cref="EndpointException">A request got no usable answer.</exception>
    /// <exception cref="RouteException">An answer does not hold what was asked for.</exception>
    public async Task<EndpointAnswers> AskAsync(EndpointCapability found, AccessLevel kind, CancellationToken cancellationToken)
    {
        var texts = new List<EndpointAnswer>();
        for (var text = 0; text < ProbeTexts.Passages.Count; text++)
        {
            texts.Add(await AnswerAsync(found, kind, text, cancellationToken));
        }

        return new EndpointAnswers(kind, texts, 0, found.RoundingStep ?? 0);
    }

    private static AccessLevel KindOf(EndpointCapability found) => found switch
    {
        { PromptRoute: not null } => AccessLevel.PromptLogProbs,
        { CompletionTopLogProbs: > 0 } or { HasCompletions: false, ChatTopLogProbs: > 0 } => AccessLevel.GeneratedLogProbs,
        _ => AccessLevel.TextOnly,
    };

    private async Task<EndpointAnswer> AnswerAsync(EndpointCapability found, AccessLevel kind, int number, CancellationToken cancellationToken)
    {
        var passage = ProbeTexts.Passages[number];
        if (kind == AccessLevel.PromptLogProbs)
        {
            var route = PromptRoutes.Named(found.PromptRoute ?? throw new RouteException("the endpoint does not score given text any more"));
            var reading = route.Read(await client.PostAsync(route.Url(client), route.Request(client.Settings.Model, passage), cancellationToken), passage);
            var (scores, _) = PromptScores.Of(reading, "", passage);
            return new EndpointAnswer(
                [.. scores.Tokens.Select(token => FormattableString.Invariant($"{token}"))],
                [.. scores.LogProb.Select(value => Math.Round((double)value, 6))],
                null);
        }

        var (beginning, hasNumbers) = (ProbeTexts.BeginningOf(number), kind == AccessLevel.GeneratedLogProbs);
        // What a temperature does to the numbers differs from server to server; at 1 it does nothing.
        var scheme = hasNumbers ? DecodingScheme.Full : DecodingScheme.Greedy;
        var (text, detail) = found.HasCompletions
            ? await CompleteAsync(beginning, scheme, hasNumbers ? 1 : ReplyTokens, hasNumbers ? found.CompletionTopLogProbs : 0, cancellationToken)
            : await ChatAsync(ProbeTexts.QuestionOf(number), scheme, hasNumbers ? 1 : ReplyTokens, hasNumbers ? found.ChatTopLogProbs : 0, cancellationToken);
        TokenAlternative[] shown = [.. detail.FirstToken.Take(Alternatives)];
        return !hasNumbers ? new EndpointAnswer([], [], text)
            : shown.Length == 0 ? throw new RouteException("the endpoint returns no alternatives of a token any more")
            : new EndpointAnswer([.. shown.Select(one => one.Text)], [.. shown.Select(one => Math.Round(one.LogProb, 6))], null);
    }

    private async Task<(string Text, AnswerDetail Detail)> CompleteAsync(
        string beginning, DecodingScheme scheme, int tokens, int top, CancellationToken cancellationToken)
    {
        var request = CompletionRoute.Request(client.Settings.Model, beginning, tokens, scheme, seed: null, top);
        var reply = CompletionRoute.Read(await client.PostAsync(CompletionRoute.Url(client), request, cancellationToken));
        return (reply.Text, reply.Detail);
    }

    private async Task<(string Text, AnswerDetail Detail)> ChatAsync(
        string question, DecodingScheme scheme, int tokens, int top, CancellationToken cancellationToken)
    {
        var reply = await chat.AskAsync(new ChatRequest([ChatMessage.User(question)], tokens, scheme) { TopLogProbs = top }, cancellationToken);
        return (reply.Text, reply.Detail);
    }
}
