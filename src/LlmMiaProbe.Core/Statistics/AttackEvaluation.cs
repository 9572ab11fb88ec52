namespace LlmMiaProbe.Statistics;

/// <summary>How well one attack tells the labelled members of a run from its labelled non-members. Kept as JSON.</summary>
public sealed record AttackEvaluation
{
    /// <summary>The attack's id with its parameters spelled out.</summary>
    public required string Attack { get; init; }

    /// <summary>Documents labelled member that have a score.</summary>
    public required int Members { get; init; }

    /// <summary>Documents labelled nonmember that have a score.</summary>
    public required int NonMembers { get; init; }

    /// <summary>Documents without a label that have a score.</summary>
    public required int Unknown { get; init; }

    /// <summary>Documents of any label without a score, the most frequent reason first.</summary>
    public required IReadOnlyList<NotApplicableCount> NotApplicable { get; init; }

    /// <summary>Null if one of the labels has no scores.</summary>
    public Estimate? Auc { get; init; }

    /// <summary>Why there is no AUC, as a sentence; null if there is one.</summary>
    public string? AucReason { get; init; }

    /// <summary>At false positive rates of 0.1, 0.01 and 0.001.</summary>
    public required IReadOnlyList<TprAtFprEstimate> TprAtFpr { get; init; }

    /// <summary>Null if there are no intervals.</summary>
    public IntervalBasis? Intervals { get; init; }
}

/// <summary>How many documents an attack could not score for one reason.</summary>
public sealed record NotApplicableCount(string Reason, int Count);
