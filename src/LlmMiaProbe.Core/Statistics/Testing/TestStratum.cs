namespace LlmMiaProbe.Statistics;

/// <summary>Tested documents and the calibration non-members that they are held against.</summary>
/// <param name="Name">Such as <c>all</c>, <c>512–1,023 bytes</c> or the name of a group.</param>
/// <param name="Tested">Documents under test.</param>
/// <param name="Calibration">Calibration non-members.</param>
public sealed record TestStratum(string Name, int Tested, int Calibration)
{
    /// <summary>Documents under test, near-duplicates once; null where they were not looked for.</summary>
    public int? TestedUnits { get; init; }

    /// <summary>Calibration non-members, those that depend on each other once; null where that was not looked for.</summary>
    public int? CalibrationUnits { get; init; }

    /// <summary>No document of the stratum can have a smaller p-value.</summary>
    public double SmallestPValue => ConformalPValue.Smallest(CalibrationUnits ?? Calibration);
}
