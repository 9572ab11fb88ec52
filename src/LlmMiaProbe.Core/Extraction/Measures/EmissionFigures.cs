namespace LlmMiaProbe.Extraction;

/// <summary>What comes out of the windows of a run under one decoding.</summary>
public sealed record EmissionFigures
{
    /// <summary>Share of the characters under a suffix that have each p_z of <see cref="ExtractionThresholds.Coverage"/> or more.</summary>
    public required IReadOnlyList<double> Coverage { get; init; }

    /// <summary>Windows whose suffix greedy decoding emits; null if there is no greedy decoding.</summary>
    public required int? GreedyWindows { get; init; }

    /// <summary>By budget: the expected share of windows whose suffix comes out at least once in n draws of each, the mean of 1 - (1 - p_z)^n.</summary>
    public required IReadOnlyList<double> WindowsEmitted { get; init; }

    /// <summary>
    /// By budget: the same of the characters under a suffix, each by the window over it with the largest p_z; other windows over it can
    /// only add.
    /// </summary>
    public required IReadOnlyList<double> CharactersEmitted { get; init; }
}
