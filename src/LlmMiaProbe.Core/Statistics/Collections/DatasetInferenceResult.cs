using System.Text.Json.Serialization;

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

    /// <summary>Whether no group was in both halves.</summary>
    public required bool KeepsGroupsTogether { get; init; }

    /// <summary>By the scores of the attacks.</summary>
    public required SplitOutcome Attacks { get; init; }

    /// <summary>The same by words alone; null without texts.</summary>
    public SplitOutcome? Words { get; init; }

    /// <summary>The same by all that is measured of the texts, words among it; null in results of earlier versions.</summary>
    public SplitOutcome? Texts { get; init; }

    /// <summary>The same with all attacks the other way round: whether suspects score lower; null in results of earlier versions.</summary>
    public SplitOutcome? Reverse { get; init; }

    /// <summary>
    /// How much higher suspects score than validation documents with the same covariates, in standard deviations; medians over
    /// halves; null in results of earlier versions, which had neither a direction nor covariates.
    /// </summary>
    public Estimate? Effect { get; init; }

    /// <summary>Halves in which no attack points towards membership.</summary>
    public int HalvesWithoutDirection { get; init; }

    /// <summary>
    /// Share of suspects that lie within the middle 98% of the validation set by what is measured of the texts; null in results of earlier
    /// versions.
    /// </summary>
    public double? Overlap { get; init; }

    /// <summary>Whether enough of them do, or too few documents are there to say that not enough do (95%, Clopper and Pearson).</summary>
    [JsonIgnore]
    public bool IsComparable => Overlap is not { } share || Suspects == 0
        || ClopperPearson.Of((int)Math.Round(share * Suspects), Suspects).High >= DatasetInference.LeastOverlap;

    /// <summary>AUC by attacks less AUC by the texts (in earlier versions by words), of the same documents; null without.</summary>
    public Estimate? Gain { get; init; }
}
