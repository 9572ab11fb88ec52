namespace LlmMiaProbe.Findings;

/// <summary>What the attack that was fixed beforehand comes down to.</summary>
public enum HeadlineVerdict
{
    /// <summary>The interval of its AUC lies above one half.</summary>
    Apart,

    /// <summary>It holds one half, nothing in the run contradicts it, and an AUC of <see cref="Statistics.DetectableAuc.Relevant"/> would have shown.</summary>
    NotApart,

    /// <summary>It lies below one half.</summary>
    Reversed,

    /// <summary>It holds one half, and something contradicts it or so few documents could not have shown more.</summary>
    Undecided,
}
