using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>The documents under test and the calibration non-members as collections.</summary>
/// <param name="Attack">Whose scores the two-sample test compares.</param>
/// <param name="Scores">The two-sample test.</param>
/// <param name="DatasetInference">The test that learns from all attacks.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Assumption">A sentence.</param>
public sealed record CollectionOutput(
    string Attack, TwoSampleOutput? Scores, DatasetInferenceOutput? DatasetInference, string? Reason, string Assumption)
{
    /// <summary>Null without two collections.</summary>
    public static CollectionOutput? Of(RunEvaluation evaluation) => evaluation.Collection is not { } collection
        ? null
        : new CollectionOutput(
            collection.Attack,
            collection.Scores is { } scores ? TwoSampleOutput.Of(scores, collection.Attack) : null,
            collection.Inference is { } inference ? DatasetInferenceOutput.Of(inference, evaluation, collection.Features) : null,
            collection.Reason,
            CollectionStatement.Assumption);
}

/// <summary>The two-sample test; effects are value and ends of the 95% interval.</summary>
public sealed record TwoSampleOutput(
    int Tested, int NonMembers, int Groups, double PValue, double SmallestPValue, IReadOnlyList<double>? CliffsDelta, IReadOnlyList<double>? CohensD,
    string Statement)
{
    internal static TwoSampleOutput Of(TwoSampleResult result, string attack) => new(
        result.First,
        result.Second,
        result.Groups,
        result.PValue,
        result.SmallestPValue,
        EstimateNumbers.Of(result.CliffsDelta),
        EstimateNumbers.Of(result.CohensD),
        CollectionStatement.Scores(result, attack));
}

/// <summary>Dataset inference. Estimates are value and ends of the 95% interval.</summary>
public sealed record DatasetInferenceOutput
{
    public required int Tested { get; init; }

    public required int NonMembers { get; init; }

    /// <summary>The attacks that it learns from.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    public required int Splits { get; init; }

    public required bool GroupsKeptTogether { get; init; }

    public required SplitsOutput? Attacks { get; init; }

    public required SplitsOutput? Words { get; init; }

    /// <summary>All that is measured of the texts.</summary>
    public required SplitsOutput? Texts { get; init; }

    /// <summary>The attacks turned round.</summary>
    public required SplitsOutput? Reverse { get; init; }

    /// <summary>Standard deviations.</summary>
    public required IReadOnlyList<double>? Effect { get; init; }

    /// <summary>Share of tested documents like the non-members.</summary>
    public required double? Overlap { get; init; }

    public required bool? Comparable { get; init; }

    public required int HalvesWithoutDirection { get; init; }

    /// <summary>AUC by attacks less by texts.</summary>
    public required IReadOnlyList<double>? Gain { get; init; }

    public required string Statement { get; init; }

    public required string Control { get; init; }

    internal static DatasetInferenceOutput Of(DatasetInferenceResult result, RunEvaluation evaluation, IReadOnlyList<string> features) => new()
    {
        Tested = result.Suspects,
        NonMembers = result.Validation,
        Features = features,
        Splits = result.Splits,
        GroupsKeptTogether = result.KeepsGroupsTogether,
        Attacks = SplitsOutput.Of(result.Attacks),
        Words = SplitsOutput.Of(result.Words),
        Texts = SplitsOutput.Of(result.Texts),
        Reverse = SplitsOutput.Of(result.Reverse),
        Effect = EstimateNumbers.Of(result.Effect),
        Overlap = result.Overlap,
        Comparable = result.Overlap is null ? null : result.IsComparable,
        HalvesWithoutDirection = result.HalvesWithoutDirection,
        Gain = EstimateNumbers.Of(result.Gain),
        Statement = CollectionStatement.Inference(result, features.Count),
        Control = CollectionStatement.Control(result, evaluation.TestedAgainstCalibration),
    };
}

/// <summary>What the splits come to.</summary>
/// <param name="PValue">Of all together.</param>
/// <param name="Lowest">The lowest p-value of a split.</param>
/// <param name="Highest">The highest.</param>
/// <param name="Auc">Value and ends of the 95% interval.</param>
public sealed record SplitsOutput(double PValue, double Lowest, double Highest, IReadOnlyList<double>? Auc)
{
    internal static SplitsOutput? Of(SplitOutcome? outcome) => outcome is null
        ? null
        : new SplitsOutput(outcome.PValue, outcome.LowestPValue, outcome.HighestPValue, EstimateNumbers.Of(outcome.Auc));
}
