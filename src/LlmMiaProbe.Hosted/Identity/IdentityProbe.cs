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
    /// <summary>The most requests that <see cref="AskTwiceAsync"/> sends, apart from those that the endpoint did not take.</summary>
    public static int MostRequests => (2 * ProbeTexts.Passages.Count) + 1;

    /// <summary>The most tokens of them.</summary>
    public static long MostTokens => (2 * ProbeTexts.Passages.Sum(Tokens)) + ProbeTexts.Passages.Max(Tokens);

    private const int ReplyTokens = 32;

    // As many as providers give.
    private const int Alternatives = 20;

    /// <summary>
    /// The same, with how far two answers are apart: to the first text, or to all where there are only replies, of which one says little.
    /// One question that fails is asked once more. Null if nothing was answered that it could be known by.
    /// </summary>
    public async Task<EndpointAnswers?> AskTwiceAsync(EndpointCapability found, CancellationToken cancellationToken)
    {
        var mayFail = true;
        var kind = KindOf(found);
        try
        {
            var texts = await AnswersAsync(ProbeTexts.Passages.Count);
            var again = await AnswersAsync(kind == AccessLevel.TextOnly ? texts.Count : 1);
            var answers = new EndpointAnswers(kind, texts, 0, found.RoundingStep ?? 0);
            var apart = new AnswerComparison(answers with { Texts = [.. texts.Take(again.Count)] }, answers with { Texts = again }).Difference;
            return answers with { Noise = Math.Min(apart ?? AnswerComparison.Far, AnswerComparison.Far) };
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return null;
        }

        async Task<IReadOnlyList<EndpointAnswer>> AnswersAsync(int count)
        {
            var answers = new List<EndpointAnswer>();
            while (answers.Count < count)
            {
                try
                {
                    answers.Add(await AnswerAsync(found, kind, answers.Count, cancellationToken));
                }
                catch (Exception e) when (mayFail && e is (EndpointException or RouteException))
                {
                    mayFail = false;
                }
            }

            return answers;
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

    private static long Tokens(string passage) => RequestCost.Expected(passage, ReplyTokens);

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
