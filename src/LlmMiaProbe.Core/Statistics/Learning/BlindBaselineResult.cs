namespace LlmMiaProbe.Statistics;

/// <summary>How well the texts alone tell two sets apart. Kept as JSON.</summary>
public sealed record BlindBaselineResult
{
    /// <summary>Of held-out documents, with an approximate 95% interval.</summary>
    public required Estimate Auc { get; init; }

    /// <summary>The share of relabellings with at least this AUC, itself counted; null if the labels could not have fallen otherwise often enough.</summary>
    public double? PValue { get; init; }

    /// <summary>No p-value can be smaller.</summary>
    public required double SmallestPValue { get; init; }

    /// <summary>How many were drawn; 0 if there is no p-value.</summary>
    public int Relabellings { get; init; }

    /// <summary>2.5% of relabellings give a smaller AUC; null if there is no p-value.</summary>
    public double? NullLow { get; init; }

    /// <summary>2.5% of relabellings give a larger AUC; null if there is no p-value.</summary>
    public double? NullHigh { get; init; }

    /// <summary>Documents of the first set that were looked at.</summary>
    public required int First { get; init; }

    /// <summary>Documents of the second set that were looked at.</summary>
    public required int Second { get; init; }

    /// <summary>Groups, and documents that are alone, with a document of the first set.</summary>
    public required int FirstUnits { get; init; }

    /// <summary>The same of the second set.</summary>
    public required int SecondUnits { get; init; }

    /// <summary>Whether no group was on both sides of a fold.</summary>
    public required bool KeepsGroupsTogether { get; init; }

    /// <summary>Whether the sets count as told apart.</summary>
    public bool Separates => PValue <= BlindBaseline.Level;
}
