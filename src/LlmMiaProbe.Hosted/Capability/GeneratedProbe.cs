using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Capability;

/// <summary>Finds what an endpoint says of the tokens that it generates: how many alternatives, and whether they are the model's own.</summary>
internal sealed class GeneratedProbe(EndpointClient client, EndpointChat chat)
{
    private const int Seed = 7;
    private const int SeededTokens = 12;
    private const double SmallestChange = 0.01;
    private const int MoreRequests = 2;

    // Fields of a question that endpoints refuse by name, each after one more request: its limit, temperature, seed.
    private const int MostRefused = 3;

    private static readonly int[] s_caps = [20, 10, 5, 1];
    private static readonly DecodingScheme s_cooler = new() { Temperature = 0.5 };

    /// <summary>The most requests that this sends.</summary>
    public static int MostRequests(bool isChatOnly) => MostOfChat + (isChatOnly ? 0 : MostOfCompletions);

    /// <summary>The most tokens of them.</summary>
    public static long MostTokens(bool isChatOnly) => (MostOfChat * RequestCost.Expected(ProbeTexts.Sentence, 1))
        + (isChatOnly ? 0 : MostOfCompletions * RequestCost.Expected(ProbeTexts.Sentence, 2 * SeededTokens));

    private static int MostOfChat => 2 + s_caps.Length + MostRefused;

    private static int MostOfCompletions => 2 + s_caps.Length + MoreRequests + 4;

    private readonly List<string> _findings = [];
    private readonly List<double> _values = [];

    public IReadOnlyList<string> Findings => _findings;

    /// <inheritdoc cref="PromptProbe.Values"/>
    public IReadOnlyList<double> Values => _values;

    public async Task<EndpointCapability> RunAsync(EndpointCapability known, CancellationToken cancellationToken)
    {
        var found = client.Settings.IsChatOnly ? known : await CompletionsAsync(known, cancellationToken);
        found = await ChatAsync(found, cancellationToken);
        return found with
        {
            Access = found.PromptRoute is not null ? AccessLevel.PromptLogProbs
                : found.CompletionTopLogProbs + found.ChatTopLogProbs > 0 ? AccessLevel.GeneratedLogProbs
                : AccessLevel.TextOnly,
        };
    }

    private async Task<EndpointCapability> CompletionsAsync(EndpointCapability known, CancellationToken cancellationToken)
    {
        if (await TryAsync("completions", () => CompleteAsync(DecodingScheme.Greedy, 1, 0, cancellationToken)) is not { } plain)
        {
            return known;
        }

        var found = known with { HasCompletions = true, ReportedModel = plain.Detail.ReportedModel ?? known.ReportedModel };
        if (found.TokensPerByte is null
            && await TryAsync(
                "completions of a sentence", () => CompleteAsync(DecodingScheme.Greedy, 1, 0, cancellationToken, text: ProbeTexts.Sentence)) is { } longer)
        {
            found = found with { TokensPerByte = Rate(ProbeTexts.Beginning, plain.Detail, ProbeTexts.Sentence, longer.Detail) };
        }

        foreach (var top in s_caps)
        {
            if (await TryAsync($"completions with {Alternatives(top)}", () => CompleteAsync(DecodingScheme.Full, 1, top, cancellationToken)) is { } reply)
            {
                found = found with { CompletionTopLogProbs = Math.Min(top, reply.Detail.FirstToken.Count) };
                _values.AddRange(reply.Detail.FirstToken.Select(one => one.LogProb));
                break;
            }
        }

        await ReadMoreAsync(found.PromptRoute is null ? found.CompletionTopLogProbs : 0, cancellationToken);
        if (found.CompletionTopLogProbs > 0
            && await TryAsync(
                "completions at temperature 1", () => CompleteAsync(DecodingScheme.Full, 1, found.CompletionTopLogProbs, cancellationToken)) is { } warm
            && await TryAsync("completions at temperature 0.5", () => CompleteAsync(s_cooler, 1, found.CompletionTopLogProbs, cancellationToken)) is { } cool)
        {
            found = found with { FollowsTemperature = Changes(warm.Detail.FirstToken, cool.Detail.FirstToken) };
        }

        var seeded = DecodingScheme.Full;
        return await TryAsync("completions with a seed", () => CompleteAsync(seeded, SeededTokens, 0, cancellationToken, Seed)) is { } one
            && await TryAsync("completions with a seed", () => CompleteAsync(seeded, SeededTokens, 0, cancellationToken, Seed)) is { } two
                ? found with { RepeatsSeeds = one.Text == two.Text }
                : found;
    }

    // Few alternatives give few values at a time, and rounding shows in a dozen: those of many tokens drawn in one request.
    private async Task ReadMoreAsync(int top, CancellationToken cancellationToken)
    {
        for (var number = 0; number < MoreRequests && top > 0 && _values.Count(value => value != 0) < RoundingStep.FewestValues; number++)
        {
            _values.AddRange(await TryAsync("completions with alternatives", () => DrawAsync(number, top, cancellationToken)) ?? []);
        }
    }

    private async Task<List<double>> DrawAsync(int number, int top, CancellationToken cancellationToken)
    {
        var reply = await client.PostAsync(
            CompletionRoute.Url(client),
            CompletionRoute.Request(client.Settings.Model, ProbeTexts.BeginningOf(number), 2 * SeededTokens, DecodingScheme.Full, Seed, top),
            cancellationToken);
        return [.. Routes.Alternatives.Drawn(reply.Member("choices").First().Member("logprobs")).Select(token => token.LogProb)];
    }

    private async Task<EndpointCapability> ChatAsync(EndpointCapability known, CancellationToken cancellationToken)
    {
        async Task<ChatReply> Ask(int top, string question = ProbeTexts.Question)
        {
            var reply = await chat.AskAsync(new ChatRequest([ChatMessage.User(question)], 1, DecodingScheme.Greedy) { TopLogProbs = top }, cancellationToken);
            return Believable(reply, reply.Detail);
        }

        if (await TryAsync("chat", () => Ask(0)) is not { } plain)
        {
            return known;
        }

        _findings.AddRange(chat.Refused.Select(field => $"chat: the endpoint refuses {field}, so it decides about it"));

        var found = known with
        {
            HasChat = true,
            ReportedModel = known.HasCompletions ? known.ReportedModel : plain.Detail.ReportedModel ?? known.ReportedModel,
        };
        if (found.TokensPerByte is null && await TryAsync("chat about a sentence", () => Ask(0, ProbeTexts.Sentence)) is { } longer)
        {
            found = found with { TokensPerByte = Rate(ProbeTexts.Question, plain.Detail, ProbeTexts.Sentence, longer.Detail) };
        }

        foreach (var top in s_caps)
        {
            if (await TryAsync($"chat with {Alternatives(top)}", () => Ask(top)) is not { } reply)
            {
                continue;
            }

            if (reply.Detail.FirstToken.Count == 0)
            {
                _findings.Add(client.Settings.Connector == ConnectorKind.Ollama
                    ? "chat: no alternatives of tokens come through the connector"
                    : "chat: the endpoint takes top_logprobs and returns none");
            }

            _values.AddRange(reply.Detail.FirstToken.Select(one => one.LogProb));
            return found with { ChatTopLogProbs = reply.Detail.FirstToken.Count };
        }

        return found;
    }

    private async Task<Completion> CompleteAsync(
        DecodingScheme scheme, int maxTokens, int top, CancellationToken cancellationToken, int? seed = null, string text = ProbeTexts.Beginning)
    {
        var reply = CompletionRoute.Read(
            await client.PostAsync(
                CompletionRoute.Url(client), CompletionRoute.Request(client.Settings.Model, text, maxTokens, scheme, seed, top), cancellationToken));
        return Believable(reply, reply.Detail);
    }

    // Several zeros add up to more than 1. One alone may be a placeholder, and nothing here could tell.
    private static T Believable<T>(T reply, AnswerDetail detail) => detail.FirstToken is [{ LogProb: 0 }]
        ? throw new RouteException("the endpoint returns 0 for its only alternative, so this is taken for no log-probability")
        : reply;

    private static string Alternatives(int count) => FormattableString.Invariant($"{count} alternative{(count == 1 ? "" : "s")}");

    private async Task<T?> TryAsync<T>(string what, Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (EndpointException e) when (ConnectorRefusal.Explain(client.Settings, e) is { } reason)
        {
            throw reason;
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            _findings.Add($"{what}: {e.Message}");
            return null;
        }
    }

    /// <summary>Tokens a byte by what two ASCII texts were billed: what a template or a BOS adds cancels. Null if they were not.</summary>
    private static double? Rate(string brief, AnswerDetail briefly, string wordy, AnswerDetail wordily) =>
        (wordily.PromptTokens - briefly.PromptTokens) / (double)(wordy.Length - brief.Length) is > 0 and var rate ? rate : null;

    private static bool Changes(IReadOnlyList<TokenAlternative> warm, IReadOnlyList<TokenAlternative> cool) => warm.Join(
        cool, one => one.Text, one => one.Text, (one, other) => Math.Abs(one.LogProb - other.LogProb)).Any(difference => difference > SmallestChange);
}
