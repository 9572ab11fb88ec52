namespace LlmMiaProbe.Models;

/// <summary>What a model lets us see, from most to least.</summary>
public enum AccessLevel
{
    /// <summary>The whole next-token distribution at every position (local models).</summary>
    FullDistribution,

    /// <summary>The log-probability of every given token (some servers).</summary>
    PromptLogProbs,

    /// <summary>Log-probabilities of generated tokens only (most chat endpoints).</summary>
    GeneratedLogProbs,

    /// <summary>Generated text only.</summary>
    TextOnly,
}
