namespace LlmMiaProbe.Gates;

/// <summary>What became of a gate.</summary>
public enum GateVerdict
{
    /// <summary>The condition does not hold.</summary>
    Passed,

    /// <summary>The condition holds.</summary>
    Failed,

    /// <summary>There is no value to hold against the threshold. Counts as failed: a gate never passes unseen.</summary>
    NotTested,
}
