using System.Text.Json.Serialization;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>Who is tested against whom: the part of the decisions that is known before anything is scored.</summary>
public record DesignOutput
{
    [JsonConstructor]
    internal DesignOutput()
    {
    }

    // Of the deciding attack's documents once they are scored, as all sentences are.
    private protected DesignOutput(TestDesign design, AttackDecisions? leading)
    {
        var resolution = leading is { Tested: > 0, Calibration: > 0 } ? Resolution.Of(leading, design.FalseDiscoveryRate) : Resolution.Of(design);
        Tested = design.Tested?.ToString().ToLowerInvariant();
        TestedDocuments = design.TestedCount;
        CalibrationDocuments = design.CalibrationCount;
        OwnCalibration = design.HasOwnCalibration;
        Mondrian = design.Mondrian.ToString().ToLowerInvariant();
        FalseDiscoveryRate = design.FalseDiscoveryRate;
        TestedUnits = resolution.Tested;
        CalibrationUnits = resolution.Calibration;
        SmallestPValue = resolution.SmallestPValue;
        FewestTogether = resolution.FewestTogether;
        NeededForOne = resolution.NeededForOne;
        NeededForAny = resolution.NeededForAny;
        Warning = DesignStatement.Warning(design, leading) ?? DesignStatement.SmallStrata(design, leading);
    }

    /// <summary>The label of the documents under test; null if there are none.</summary>
    public string? Tested { get; init; }

    public int TestedDocuments { get; init; }

    public int CalibrationDocuments { get; init; }

    /// <summary>Whether a corpus of its own calibrates.</summary>
    public bool OwnCalibration { get; init; }

    /// <summary>What calibration documents have to share with a tested one: none, length or group.</summary>
    public string Mondrian { get; init; } = "";

    public double FalseDiscoveryRate { get; init; }

    /// <summary>What depends on each other counted once; from here on of the deciding attack once it is scored.</summary>
    public int TestedUnits { get; init; }

    /// <summary>The same of the largest stratum.</summary>
    public int CalibrationUnits { get; init; }

    public double SmallestPValue { get; init; }

    /// <summary>Documents that must stand out together; null if not even all would do.</summary>
    public int? FewestTogether { get; init; }

    /// <summary>Non-members with which one document alone can be found.</summary>
    public int NeededForOne { get; init; }

    /// <summary>Non-members without which nothing can be found.</summary>
    public int NeededForAny { get; init; }

    public string? Warning { get; init; }

    public static DesignOutput Of(TestDesign design) => new(design, null);
}
