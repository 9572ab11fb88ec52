using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>The attempts of one document's sample pool: the greedy one first.</summary>
internal sealed record PoolPlan(SplitText Text, IReadOnlyList<WantedAttempt> Attempts)
{
    /// <returns>Null for a document that is too short to be cut.</returns>
    /// <exception cref="ModelException">The tokenizer rejects the text.</exception>
    public static PoolPlan? For(IGenerator generator, ModelRole role, PoolSettings settings, int seed, ContentHash document, string text)
    {
        if (generator.Cut(text, settings.GivenShare) is not { } split)
        {
            return null;
        }

        var prompt = generator.Tokenize(split.Beginning);
        var length = Math.Clamp(generator.Count(generator.Tokenize(split.Rest)), 1, settings.MaxTokens);
        var use = new AttemptUse(document, role, settings.Id);
        return new PoolPlan(split,
        [
            new WantedAttempt(use, split.Beginning, new GenerationRequest(prompt, length, DecodingScheme.Greedy)),
            .. Enumerable.Range(0, settings.Samples)
                .Select(sample => new WantedAttempt(use, split.Beginning, new GenerationRequest(prompt, length, settings.Scheme, seed, sample))),
        ]);
    }
}

/// <summary>Continuations of one document's beginning, from which every attack on produced text is computed.</summary>
/// <param name="Text">What was given, and how the document goes on.</param>
/// <param name="Greedy">The likeliest token at every step.</param>
/// <param name="Samples">Drawn independently.</param>
public sealed record SamplePool(SplitText Text, Attempt Greedy, IReadOnlyList<Attempt> Samples);
