using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Adds up what a model would have to generate.</summary>
/// <param name="log">Null if there is none yet.</param>
/// <param name="generator">Gives tokenizer and policy.</param>
public sealed class GenerationTally(IAttemptLog? log, IGenerator generator)
{
    private readonly HashSet<AttemptKey> _planned = [];

    public GenerationCost Cost { get; private set; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>A document without a prompt.</summary>
    public void AddTooShort() => Cost = Cost with { TooShort = Cost.TooShort + 1 };

    /// <param name="attempts">Continuations of one prompt.</param>
    public void Add(IReadOnlyList<WantedAttempt> attempts)
    {
        var missing = attempts.Where(attempt => AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, attempt.Request) is var key
            && _planned.Add(key) && log?.FindAttempt(key) is null).ToList();
        Cost = new GenerationCost(
            Cost.Prompts + 1,
            Cost.TooShort,
            Cost.Attempts + missing.Count,
            Cost.Cached + attempts.Count - missing.Count,
            Cost.PromptTokens + (missing.Count == 0 ? 0 : generator.Count(missing[0].Request.Prompt)),
            Cost.ProducedTokens + missing.Sum(attempt => (long)attempt.Request.MaxTokens));
    }
}
