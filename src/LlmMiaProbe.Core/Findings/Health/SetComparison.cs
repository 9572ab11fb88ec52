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

    /// <summary>The blind baseline: a classifier of words and pairs of words.</summary>
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

    /// <summary>Whether anything tells the sets apart.</summary>
    public bool Separates => Words.Separates || Length.Separates || Years.Separates || Languages.Separates;
}
