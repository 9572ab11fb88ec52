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
    /// <param name="log">Null if there is none yet.</param>
    /// <param name="generator">Gives tokenizer and policy.</param>
    /// <param name="role">Its part in the run.</param>
    /// <param name="settings">What a pool consists of.</param>
    /// <param name="seed">The run's.</param>
    /// <param name="texts">The documents' texts.</param>
    public static PoolCost Of(IAttemptLog? log, IGenerator generator, ModelRole role, PoolSettings settings, int seed, IEnumerable<string> texts)
    {
        var cost = new PoolCost(0, 0, 0, 0, 0, 0);
        var planned = new HashSet<AttemptKey>();
        foreach (var text in texts)
        {
            if (Plan(text) is not { } plan)
            {
                cost = cost with { TooShort = cost.TooShort + 1 };
                continue;
            }

            var missing = plan.Attempts.Where(attempt => AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, attempt.Request) is var key
                && planned.Add(key) && log?.FindAttempt(key) is null).ToList();
            cost = new PoolCost(
                cost.Documents + 1,
                cost.TooShort,
                cost.Attempts + missing.Count,
                cost.Cached + plan.Attempts.Count - missing.Count,
                cost.PromptTokens + (missing.Count == 0 ? 0 : missing[0].Request.Prompt.Length),
                cost.ProducedTokens + missing.Sum(attempt => (long)attempt.Request.MaxTokens));
        }

        return cost;

        PoolPlan? Plan(string text)
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
