namespace LlmMiaProbe.Statistics;

/// <summary>What dataset inference finds. Kept as JSON.</summary>
public sealed record DatasetInferenceResult
{
    /// <summary>Documents of the suspect set that were used.</summary>
    public required int Suspects { get; init; }

    /// <summary>Documents of the validation set that were used.</summary>
    public required int Validation { get; init; }

    /// <summary>Random halves.</summary>
    public required int Splits { get; init; }

    /// <summary>Whether no group was in both halves, and groups were averaged before the test.</summary>
    public required bool KeepsGroupsTogether { get; init; }

    /// <summary>By the scores of the attacks.</summary>
    public required SplitOutcome Attacks { get; init; }

    /// <summary>The same by words alone; null without texts.</summary>
    public SplitOutcome? Words { get; init; }

    /// <summary>AUC by attacks less AUC by words, of the same documents; null without texts.</summary>
    public Estimate? Gain { get; init; }
}
