using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>
/// Gives a model the first tokens of a work and lets it continue greedily, feeding back its own output (arXiv 2504.12549).
/// When the context is full, the model starts again from the last half context of seed and own output; each start is an
/// attempt of its own in the log.
/// </summary>
public sealed class WholeWorkContinuation(AttemptRecorder recorder, ModelRole role)
{
    /// <param name="text">The whole work.</param>
    /// <param name="seedTokens">Tokens that are given, at least 1.</param>
    /// <param name="maxTokens">Tokens to produce at most; null for as many as the work has left.</param>
    /// <param name="produced">Told how many tokens there are after each attempt.</param>
    /// <param name="cancellationToken">Stops between decodes; what was produced is in the log.</param>
    /// <exception cref="ConfigurationException">The seed does not leave room in the context, or nothing of the work.</exception>
    public async Task<WholeWork> ContinueAsync(string text, int seedTokens, int? maxTokens, Action<int>? produced, CancellationToken cancellationToken)
    {
        var generator = recorder.Generator;
        var work = generator.Tokenize(text);
        var wanted = Wanted(generator, work, seedTokens, maxTokens);
        var use = new AttemptUse(ContentHash.Of(text), role, AttemptPurpose.WholeWork);
        var original = work.AsMemory(seedTokens, wanted);
        var tokens = work[..seedTokens].ToList();
        var (attempts, ending, failure) = (0, FinishReason.Context, (string?)null);
        for (var prompt = tokens.ToArray(); ending == FinishReason.Context && wanted > 0; prompt = Tail(tokens, generator.ContextTokens / 2))
        {
            var request = new GenerationRequest(prompt, wanted, DecodingScheme.Greedy);
            await foreach (var attempt in recorder.GenerateAsync([new WantedAttempt(use, generator.Text(prompt), request)], cancellationToken))
            {
                tokens.AddRange(attempt.Outcome.Tokens);
                wanted -= attempt.Outcome.Tokens.Length;
                (ending, failure) = (attempt.Outcome.Finish, attempt.Outcome.Failure);
            }

            attempts++;
            produced?.Invoke(tokens.Count - seedTokens);
        }

        int[] output = [.. tokens.Skip(seedTokens)];
        return new WholeWork(
            generator.Text(work.AsSpan(..seedTokens)), generator.Text(original.Span), generator.Text(output), output.Length, attempts, ending, failure);
    }

    /// <summary>What <see cref="ContinueAsync"/> would ask for; nothing is decoded.</summary>
    /// <inheritdoc cref="ContinueAsync" path="/param"/>
    /// <inheritdoc cref="ContinueAsync" path="/exception"/>
    public static WholeWorkPlan Plan(IGenerator generator, string text, int seedTokens, int? maxTokens)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var work = generator.Tokenize(text);
        var wanted = Wanted(generator, work, seedTokens, maxTokens);
        var (first, tail) = (generator.ContextTokens - seedTokens, generator.ContextTokens / 2);
        var further = (int)Math.Ceiling(Math.Max(0, wanted - first) / (double)(generator.ContextTokens - tail));
        return new WholeWorkPlan(work.Length, seedTokens, wanted, 1 + further, seedTokens + ((long)further * tail) + wanted);
    }

    private static int Wanted(IGenerator generator, int[] work, int seedTokens, int? maxTokens)
    {
        RequireSeed(seedTokens, work.Length, generator.ContextTokens);
        return Math.Min(maxTokens ?? int.MaxValue, work.Length - seedTokens);
    }

    private static int[] Tail(List<int> tokens, int length) => [.. tokens.Skip(Math.Max(0, tokens.Count - length))];

    private static void RequireSeed(int seedTokens, int workTokens, int contextTokens)
    {
        if (seedTokens >= workTokens)
        {
            throw new ConfigurationException($"--seed-tokens {seedTokens} leaves nothing to continue: the work has {workTokens} tokens; use fewer.");
        }

        if (seedTokens > contextTokens / 2)
        {
            throw new ConfigurationException(
                $"--seed-tokens {seedTokens} is more than half of the context of {contextTokens} tokens: use at most {contextTokens / 2}.");
        }
    }
}
