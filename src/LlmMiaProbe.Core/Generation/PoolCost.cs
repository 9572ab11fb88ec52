using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>What filling sample pools would cost; tokenizes only.</summary>
/// <param name="Documents">Documents with a pool.</param>
/// <param name="TooShort">Documents that cannot be cut into beginning and rest, or that the tokenizer rejects.</param>
/// <param name="Attempts">Continuations to generate.</param>
/// <param name="Cached">Continuations that the log holds, or that an equal text in the run asks for, too.</param>
/// <param name="PromptTokens">Tokens to decode once a document.</param>
/// <param name="ProducedTokens">Tokens to produce, at most.</param>
public sealed record PoolCost(long Documents, long TooShort, long Attempts, long Cached, long PromptTokens, long ProducedTokens)
{
    /// <summary>Counts document by document.</summary>
    /// <param name="log">Null if there is none yet.</param>
    /// <param name="generator">Gives tokenizer and policy.</param>
    /// <param name="role">Its part in the run.</param>
    /// <param name="settings">What a pool consists of.</param>
    /// <param name="seed">The run's.</param>
    public sealed class Tally(IAttemptLog? log, IGenerator generator, ModelRole role, PoolSettings settings, int seed)
    {
        private readonly HashSet<AttemptKey> _planned = [];

        public PoolCost Cost { get; private set; } = new(0, 0, 0, 0, 0, 0);

        /// <param name="text">A document's; null for one that the run will have given up before.</param>
        public void Add(string? text)
        {
            if (text is null || Plan(text) is not { } plan)
            {
                Cost = Cost with { TooShort = Cost.TooShort + 1 };
                return;
            }

            var missing = plan.Attempts.Where(attempt => AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, attempt.Request) is var key
                && _planned.Add(key) && log?.FindAttempt(key) is null).ToList();
            Cost = new PoolCost(
                Cost.Documents + 1,
                Cost.TooShort,
                Cost.Attempts + missing.Count,
                Cost.Cached + plan.Attempts.Count - missing.Count,
                Cost.PromptTokens + (missing.Count == 0 ? 0 : missing[0].Request.Prompt.Length),
                Cost.ProducedTokens + missing.Sum(attempt => (long)attempt.Request.MaxTokens));
        }

        private PoolPlan? Plan(string text)
        {
            try
            {
                return PoolPlan.For(generator, role, settings, seed, ContentHash.Of(text), text);
            }
            catch (ModelException)
            {
                return null;
            }
        }
    }
}
