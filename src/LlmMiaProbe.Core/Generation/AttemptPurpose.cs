namespace LlmMiaProbe.Generation;

/// <summary>The purposes of attempts, as they stand in store and evidence.</summary>
public static class AttemptPurpose
{
    /// <summary>Continuations of a document's beginning, shared by all attacks that look at them; in the store with what the pool consists of, see <see cref="PoolSettings.Id"/>.</summary>
    public const string Pool = "pool";

    /// <summary>A piece of a whole work, continued greedily from its first tokens; each piece follows the one before.</summary>
    public const string WholeWork = "whole-work";

    /// <summary>Completions of a sentence that asks for a secret.</summary>
    public const string Secret = "secret";
}
