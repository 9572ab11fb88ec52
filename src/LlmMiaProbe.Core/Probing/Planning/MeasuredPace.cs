using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>How fast a model works on this machine, timed on the first documents of a run for a few seconds. Nothing of it is kept.</summary>
/// <param name="TokensPerSecond">Fed, or produced.</param>
/// <param name="Texts">Texts that were timed.</param>
public sealed record MeasuredPace(double TokensPerSecond, int Texts)
{
    private const int WarmCharacters = 120;
    private const int MostCharacters = 16_000;
    private const int LeastCharacters = 200;
    private const int CharactersPerToken = 4;
    private const int ProducedTokens = 24;

    /// <summary>What is timed: long enough to be about right, short enough to be waited for.</summary>
    private static readonly TimeSpan s_wanted = TimeSpan.FromSeconds(2);

    /// <summary>Documents that are looked at for it.</summary>
    internal static int Sample => 200;

    /// <summary>Times scoring: once to load and warm up, once for a first idea, and then for two seconds.</summary>
    /// <param name="scorer">The model; its weights are loaded.</param>
    /// <param name="texts">The first documents.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null if none of the texts can be scored.</returns>
    /// <exception cref="PrerequisiteException">There is no room for the weights.</exception>
    internal static async Task<MeasuredPace?> OfScoringAsync(
        ITokenScorer scorer, IReadOnlyList<string> texts, TimeProvider time, CancellationToken cancellationToken)
    {
        var warm = Prepare(scorer, texts.Select(text => Beginning(text, WarmCharacters))).FirstOrDefault();
        if (warm is null)
        {
            return null;
        }

        await TimeAsync(scorer, [warm], time, cancellationToken);
        var (tokens, elapsed) = await TimeAsync(scorer, [warm], time, cancellationToken);
        var wanted = tokens / Math.Max(elapsed.TotalSeconds, 1e-4) * s_wanted.TotalSeconds;
        var length = (int)Math.Clamp(wanted * CharactersPerToken, LeastCharacters, MostCharacters);
        var timed = new List<PreparedText>();
        foreach (var text in Prepare(scorer, texts.Select(text => Beginning(text, length))))
        {
            timed.Add(text);
            if ((wanted -= text.InputTokens) <= 0)
            {
                break;
            }
        }

        (tokens, elapsed) = await TimeAsync(scorer, timed, time, cancellationToken);
        return tokens > 0 && elapsed > TimeSpan.Zero ? new MeasuredPace(tokens / elapsed.TotalSeconds, timed.Count) : null;
    }

    /// <summary>Times the production of a few tokens, one by one, after the beginning of a document.</summary>
    /// <inheritdoc cref="OfScoringAsync"/>
    internal static async Task<MeasuredPace?> OfProductionAsync(
        IGenerator generator, IReadOnlyList<string> texts, TimeProvider time, CancellationToken cancellationToken)
    {
        var prompt = texts.Select(text => generator.Tokenize(Beginning(text, WarmCharacters))).FirstOrDefault(tokens => tokens.Length > 0);
        if (prompt is null)
        {
            return null;
        }

        await ProduceAsync(sample: 0, tokens: 2);
        var began = time.GetTimestamp();
        var produced = await ProduceAsync(sample: 1, ProducedTokens);
        var elapsed = time.GetElapsedTime(began);
        return produced > 0 && elapsed > TimeSpan.Zero ? new MeasuredPace(produced / elapsed.TotalSeconds, 1) : null;

        async Task<int> ProduceAsync(int sample, int tokens)
        {
            var count = 0;
            var request = new GenerationRequest(prompt, tokens, DecodingScheme.Full, Seed: 0, sample);
            await foreach (var outcome in generator.GenerateAllAsync([request], cancellationToken))
            {
                count += outcome.Tokens.Length;
            }

            return count;
        }
    }

    private static async Task<(long Tokens, TimeSpan Elapsed)> TimeAsync(
        ITokenScorer scorer, IReadOnlyList<PreparedText> texts, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var tokens = 0L;
        await foreach (var scored in scorer.ScoreAllAsync(texts, cancellationToken))
        {
            tokens += scored.Scores is null ? 0 : scored.Text.InputTokens;
        }

        return (tokens, time.GetElapsedTime(began));
    }

    private static IEnumerable<PreparedText> Prepare(ITokenScorer scorer, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            PreparedText prepared;
            try
            {
                prepared = scorer.Prepare(text);
            }
            catch (ModelException)
            {
                continue;
            }

            if (prepared.InputTokens > 0)
            {
                yield return prepared;
            }
        }
    }

    private static string Beginning(string text, int characters) => text.Length <= characters ? text
        : text[..(char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters)];
}
