using System.Text.Json.Serialization;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>What tells two sets of documents apart without any model. Kept as JSON.</summary>
public sealed record SetComparison
{
    /// <summary>Documents of the first set.</summary>
    public required int First { get; init; }

    /// <summary>Documents of the second set.</summary>
    public required int Second { get; init; }

    /// <summary>Documents of the first set that were looked at: all, or a random sample.</summary>
    public required int SampledFirst { get; init; }

    /// <summary>Documents of the second set that were looked at.</summary>
    public required int SampledSecond { get; init; }

    /// <summary>The blind baseline, which decides; null if it was not tried, and of earlier versions.</summary>
    public BlindBaselineResult? Text { get; init; }

    /// <summary>The AUC of the blind baseline, if it could be held against relabellings.</summary>
    public required ShiftEstimate Words { get; init; }

    /// <summary>Whether no group was on both sides of a fold of the blind baseline.</summary>
    public bool KeepsGroupsTogether { get; init; }

    /// <summary>Bytes of UTF-8.</summary>
    public required ShiftEstimate Length { get; init; }

    /// <summary>The latest year that a document names; a document without one counts as earlier than all.</summary>
    public required ShiftEstimate Years { get; init; }

    public required LanguageShift Languages { get; init; }

    /// <summary>Share of the distinct word 8-grams of the second set that occur in the first, 0 to 1; null if it has none.</summary>
    public double? SharedNgrams { get; init; }

    /// <summary>Distinct groups among the documents looked at.</summary>
    public required int Groups { get; init; }

    /// <summary>Of these, groups with documents of both sets.</summary>
    public required int MixedGroups { get; init; }

    /// <summary>Of the blind baseline, whether it could be held against relabellings or not; null if it was not tried.</summary>
    [JsonIgnore]
    public Estimate? BlindAuc => Text?.Auc ?? Words.Auc;

    /// <summary>Whether the texts tell the sets apart: one decision at 1%. Earlier versions made one for each property.</summary>
    public bool Separates => Text?.Separates ?? (Words.Separates || Length.Separates || Years.Separates || Languages.Separates);
}

/// <summary>One of the sets that are compared, while it is read.</summary>
internal sealed class ComparedSet
{
    public TraitsSample Sample { get; } = new();

    public NgramSketch Ngrams { get; } = new();
}

/// <summary>How far two sets of documents lie apart in one property.</summary>
/// <param name="Auc">The chance that a document of the first set exceeds one of the second; null if it was not measured.</param>
/// <param name="Separates">
/// Of the texts as a whole, whether they tell the sets apart; of a single property false: it is described, not judged (earlier versions
/// judged it).
/// </param>
/// <param name="Reason">Why there is no AUC; null if there is one.</param>
public sealed record ShiftEstimate(Estimate? Auc, bool Separates, string? Reason);
