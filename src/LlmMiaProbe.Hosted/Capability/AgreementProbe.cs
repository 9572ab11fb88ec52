using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Scoring;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Capability;

/// <summary>
/// Whether an endpoint scores given text with the model that it generates with: what it generated is given back as text, and
/// each token's log-probability held against the one that was reported when it was generated. Some servers leave a
/// fine-tuned adapter out of the one and not of the other.
/// </summary>
internal sealed class AgreementProbe(EndpointClient client)
{
    /// <summary>
    /// Nats a token on average, beside rounding and what the same request twice is apart. Other batches move single tokens by some 0.05.
    /// </summary>
    public const double Tolerance = 0.15;

    // Where samplers are part of the reported numbers, a cut at 20 alternatives adds as much as this.
    private const double ProcessedTolerance = 0.5;

    private const int Seed = 11;
    private const int Drawn = 24;
    private const int Enough = 12;
    private const int Fewest = 6;

    // No log-probability at all, see PromptScores.
    private const double Sentinel = -9000;

    /// <summary>The most requests that this sends.</summary>
    public static int MostRequests => 2 * ProbeTexts.Passages.Count;

    /// <summary>The most tokens of them.</summary>
    public static long MostTokens => Enumerable.Range(0, ProbeTexts.Passages.Count)
        .Sum(number => 2 * RequestCost.Expected(ProbeTexts.BeginningOf(number), Drawn));

    /// <returns>How far both are apart if that is too far, a clause; or else what could not be seen, a sentence for the findings.</returns>
    public async Task<(string? Disagreement, string? Finding)> RunAsync(EndpointCapability found, double? roundingStep, CancellationToken cancellationToken)
    {
        if (found.PromptRoute is not { } name)
        {
            return (null, null);
        }

        if (found.CompletionTopLogProbs == 0)
        {
            return (null, Unseen("the endpoint does not report those of generated tokens"));
        }

        var (apart, reason) = (new List<double>(), "what it generates is split into other tokens when it is given back");
        for (var number = 0; number < ProbeTexts.Passages.Count && apart.Count < Enough; number++)
        {
            try
            {
                apart.AddRange(await CompareAsync(PromptRoutes.Named(name), found, ProbeTexts.BeginningOf(number), cancellationToken));
            }
            catch (Exception e) when (e is EndpointException or RouteException)
            {
                reason = e.Message;
            }
        }

        if (apart.Count < Fewest)
        {
            return (null, Unseen(reason));
        }

        var mean = apart.Average();
        var allowed = (found.FollowsTemperature == true ? ProcessedTolerance : Tolerance) + (roundingStep ?? 0) + Math.Min(Tolerance, found.NoiseFloor ?? 0);
        return mean <= allowed
            ? (null, null)
            : (FormattableString.Invariant(
                $"its log-probabilities of given text and those of the same tokens when it generates them differ by {mean:0.00} nats a token on average over ")
                + FormattableString.Invariant($"{apart.Count} tokens, where {allowed:0.00} is allowed, ")
                + "so they are not of one model (an adapter that is left out of one of them would do that)",
                null);
    }

    /// <summary>Of every token that is the same both ways, up to the first that is not: what follows has another text before it.</summary>
    private async Task<IReadOnlyList<double>> CompareAsync(IPromptRoute route, EndpointCapability found, string beginning, CancellationToken cancellationToken)
    {
        // At temperature 1 the numbers are the model's own whatever a server does to them.
        var request = CompletionRoute.Request(client.Settings.Model, beginning, Drawn, DecodingScheme.Full, Seed, Math.Min(1, found.CompletionTopLogProbs));
        var reply = await client.PostAsync(CompletionRoute.Url(client), request, cancellationToken);
        _ = CompletionRoute.Read(reply);
        TokenAlternative[] drawn =
        [
            .. Alternatives.Drawn(reply.Member("choices").First().Member("logprobs"))
                .TakeWhile(token => token.Text.Length > 0 && ReportedSpelling.IsReadable(token.Text)),
        ];
        var text = beginning + string.Concat(drawn.Select(token => token.Text));
        if (drawn.Length == 0)
        {
            return [];
        }

        var reading = route.Read(await client.PostAsync(route.Url(client), route.Request(client.Settings.Model, text), cancellationToken), text);
        var given = PromptScores.TextTokens(reading, text);
        var first = Array.IndexOf(ReportedSpelling.StartsOf([.. given.Select(token => token.Text)], text), beginning.Length);
        return first < 0
            ? []
            :
            [
                .. drawn.Zip(given.Skip(first))
                    .TakeWhile(pair => pair.First.Text == pair.Second.Text && pair.First.LogProb > Sentinel && pair.Second.LogProb > Sentinel)
                    .Select(pair => Math.Abs(pair.First.LogProb - pair.Second.LogProb.GetValueOrDefault())),
            ];
    }

    private static string Unseen(string reason) =>
        $"log-probabilities of given text could not be held against those of the same text when it is generated ({reason})";
}
