using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Lets a model complete one sentence many times, each time independently of the others.</summary>
public sealed class SecretCompletions(AttemptRecorder recorder, ModelRole role)
{
    /// <summary>The completions, each cut before the first occurrence of a stop text and freed of white space at both ends. The log keeps them whole.</summary>
    /// <param name="prompt">The sentence.</param>
    /// <param name="samples">How many.</param>
    /// <param name="maxTokens">Tokens of each.</param>
    /// <param name="scheme">How they are drawn.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="stops">Texts that end a secret.</param>
    /// <param name="completed">Told how many completions there are after each.</param>
    /// <param name="cancellationToken">Stops between decodes.</param>
    /// <exception cref="ModelException">An attempt failed.</exception>
    public async Task<IReadOnlyList<string>> SampleAsync(
        string prompt,
        int samples,
        int maxTokens,
        DecodingScheme scheme,
        int seed,
        IReadOnlyList<string> stops,
        Action<int>? completed,
        CancellationToken cancellationToken)
    {
        var use = new AttemptUse(null, role, AttemptPurpose.Secret);
        var tokens = recorder.Generator.Tokenize(prompt);
        var wanted = Enumerable.Range(0, samples).Select(
            sample => new WantedAttempt(use, prompt, new GenerationRequest(tokens, maxTokens, scheme, seed, sample)));
        var secrets = new List<string>();
        await foreach (var attempt in recorder.GenerateAsync([.. wanted], cancellationToken))
        {
            secrets.Add(attempt.Outcome.Failure is { } reason ? throw new ModelException(reason) : Cut(attempt.Outcome.Text, stops));
            completed?.Invoke(secrets.Count);
        }

        return secrets;
    }

    /// <summary>What a completion gave as the secret.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="stops">Texts that end a secret.</param>
    public static string Cut(string text, IReadOnlyList<string> stops)
    {
        var end = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(text.Length).Min();
        return text[..end].Trim();
    }
}
