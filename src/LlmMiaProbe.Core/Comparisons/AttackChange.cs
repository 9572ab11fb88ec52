using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Comparisons;

/// <summary>One attack in two runs, over the labelled documents that both scored.</summary>
public sealed record AttackChange
{
    /// <summary>The attack's id with its parameters spelled out.</summary>
    public required string Attack { get; init; }

    /// <summary>Whether it counts in both runs; every other attack is exploratory.</summary>
    public required bool IsHeadline { get; init; }

    public required int Members { get; init; }

    public required int NonMembers { get; init; }

    /// <summary>AUC in the earlier run; null if either label is missing.</summary>
    public double? Earlier { get; init; }

    /// <summary>AUC in the later run over the same documents.</summary>
    public double? Later { get; init; }

    /// <summary>The later less the earlier, with the interval of a paired difference.</summary>
    public Estimate? Change { get; init; }

    /// <summary>How the interval was made.</summary>
    public IntervalBasis? Intervals { get; init; }

    /// <summary>Why nothing can be said, as a sentence; null if something can.</summary>
    public string? Reason { get; init; }

    /// <summary>The same without its figures, if there is a reason against them.</summary>
    internal AttackChange Unless(string? reason) => reason is null
        ? this
        : this with { Earlier = null, Later = null, Change = null, Intervals = null, Reason = reason };
}
