using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Scoring;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Hosted.Capability;

/// <summary>Looks for a route that scores given text, and sees whether it can be believed.</summary>
internal sealed class PromptProbe(EndpointClient client)
{
    // Nats a token that the order of words must be worth. Real models lose one or more.
    private const double SmallestDrop = 0.1;

    /// <summary>The most requests that this sends: three a route.</summary>
    public static int MostRequests => 3 * PromptRoutes.All.Count;

    /// <summary>The most tokens of them.</summary>
    public static long MostTokens => MostRequests * RequestCost.Expected(ProbeTexts.Sentence, 1);

    private readonly List<string> _findings = [];
    private readonly List<double> _values = [];

    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Every log-probability seen, for the rounding step.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The given capability with what was found of prompts.</summary>
    public async Task<EndpointCapability> RunAsync(EndpointCapability known, CancellationToken cancellationToken)
    {
        var best = known;
        foreach (var route in PromptRoutes.All)
        {
            // The second way to ask for the same is for servers that refuse the first.
            if (best.PromptRoute == route.Name || await TryAsync(known, route, cancellationToken) is not { } found)
            {
                continue;
            }

            if (best.PromptRoute is null || !best.Columns.HasFlag(found.Columns))
            {
                best = found;
            }
        }

        return best;
    }

    private async Task<EndpointCapability?> TryAsync(EndpointCapability known, IPromptRoute route, CancellationToken cancellationToken)
    {
        try
        {
            var first = await ScoreAsync(route, ProbeTexts.Sentence, cancellationToken);
            var again = await ScoreAsync(route, ProbeTexts.Sentence, cancellationToken);
            var shuffled = await ScoreAsync(route, ProbeTexts.Shuffled, cancellationToken);
            var drop = first.Scores.MeanLogProb - shuffled.Scores.MeanLogProb;
            if (drop < SmallestDrop)
            {
                Note(
                    route,
                    FormattableString.Invariant(
                        $"the log-probabilities hardly depend on the order of the words (they drop by {drop:0.00} nats a token when it is shuffled), ")
                    + "so they are not the model's predictions of the text");
                return null;
            }

            _values.AddRange(first.Reading.Tokens.Concat(shuffled.Reading.Tokens).Select(token => token.LogProb).OfType<double>());
            return known with
            {
                Access = AccessLevel.PromptLogProbs,
                PromptRoute = route.Name,
                Columns = first.Scores.Columns,
                AddsBos = first.HasBos,
                ReportedModel = first.Reading.Model ?? known.ReportedModel,
                Tokenizer = Digest(first.Reading, shuffled.Reading),
                TokensPerByte = first.Scores.Count / (double)ProbeTexts.Sentence.Length,
                NoiseFloor = first.Scores.LogProb.Zip(again.Scores.LogProb).Max(pair => Math.Abs((double)pair.First - pair.Second)),
            };
        }
        catch (EndpointException e) when (e.IsMissing)
        {
            // Another server's route, or completions altogether, which are asked for by themselves.
            return null;
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            Note(route, e.Message);
            return null;
        }
    }

    private async Task<(TokenScores Scores, bool HasBos, PromptReading Reading)> ScoreAsync(
        IPromptRoute route, string text, CancellationToken cancellationToken)
    {
        var reply = await client.PostAsync(route.Url(client), route.Request(client.Settings.Model, text), cancellationToken);
        var reading = route.Read(reply, text);
        var (scores, hasBos) = PromptScores.Of(reading, "", text);
        var billed = reading.BilledTokens ?? reading.Tokens.Count;
        return scores.Count >= 2 && reading.Tokens.Count >= billed - 1
            ? (scores, hasBos, reading)
            : throw new RouteException($"the endpoint bills {billed} tokens of the text and scores {scores.Count}");
    }

    private void Note(IPromptRoute route, string message)
    {
        var finding = $"{route.Name}: {message}";
        if (!_findings.Contains(finding))
        {
            _findings.Add(finding);
        }
    }

    private static string Digest(params PromptReading[] readings)
    {
        var tokens = readings.SelectMany(reading => reading.Tokens).Select(token => $"{token.Id}\t{token.Text}");
        return $"endpoint {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', tokens))))[..12]}";
    }
}
