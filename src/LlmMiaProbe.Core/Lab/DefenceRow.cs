using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Lab;

/// <summary>What one setting of one defence does to privacy and to utility.</summary>
public sealed record DefenceRow
{
    /// <summary>What the defender controls, such as <c>epochs</c>.</summary>
    public required string Defence { get; init; }

    /// <summary>How it is set, such as <c>4</c>.</summary>
    public required string Setting { get; init; }

    /// <summary>AUC of the attack loss.</summary>
    public Estimate? Loss { get; init; }

    /// <summary>AUC of the attack reference-difference, with the base model as reference.</summary>
    public Estimate? Reference { get; init; }

    /// <summary>TPR of reference-difference at a false positive rate of 1%; null with fewer than 100 non-members.</summary>
    public Estimate? TprAtOnePercent { get; init; }

    /// <summary>Mean exposure of the planted canaries, bits; null without any.</summary>
    public double? Exposure { get; init; }

    /// <summary>
    /// Share of the members' tokens that lie in runs of at least <see cref="GreedyRuns.Shortest"/> tokens that greedy decoding continues
    /// exactly.
    /// </summary>
    public double? Coverage { get; init; }

    /// <summary>Perplexity of the validation part, per token.</summary>
    public double? Perplexity { get; init; }

    /// <summary>Privacy budget; null without differential privacy.</summary>
    public double? Epsilon { get; init; }
}
