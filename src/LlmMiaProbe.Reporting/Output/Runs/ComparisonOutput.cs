using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>Two runs held against each other. Changes are later less earlier.</summary>
public sealed record ComparisonOutput
{
    public required ComparedRunOutput Earlier { get; init; }

    public required ComparedRunOutput Later { get; init; }

    public required PairedDocumentsOutput Documents { get; init; }

    public required IReadOnlyList<ComparedAttackOutput> Attacks { get; init; }

    /// <summary>Attacks of one run only.</summary>
    public required IReadOnlyList<string> Uncompared { get; init; }

    public required IReadOnlyList<string> UncomparedReasons { get; init; }

    public required IReadOnlyList<CoverageChangeOutput> Coverage { get; init; }

    /// <summary>How the intervals of coverage were made.</summary>
    public required string? CoverageIntervals { get; init; }

    public required IReadOnlyList<ExposureOutput> Exposure { get; init; }

    /// <summary>Why there is no exposure.</summary>
    public required string? ExposureReason { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public static ComparisonOutput Of(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var (earlier, later) = (comparison.Earlier.Id, comparison.Later.Id);
        return new ComparisonOutput
        {
            Earlier = ComparedRunOutput.Of(comparison.Earlier),
            Later = ComparedRunOutput.Of(comparison.Later),
            Documents = PairedDocumentsOutput.Of(comparison.Pairing),
            Attacks = [.. comparison.Attacks.Select(change => ComparedAttackOutput.Of(change, earlier, later))],
            Uncompared = comparison.Uncompared,
            UncomparedReasons = comparison.UncomparedReasons,
            Coverage = [.. comparison.Coverage.Select(change => CoverageChangeOutput.Of(change, earlier, later))],
            CoverageIntervals = comparison.CoverageIntervals,
            Exposure = [.. comparison.Exposure.Select(ExposureOutput.Of)],
            ExposureReason = comparison.ExposureReason,
            Warnings = comparison.Warnings,
        };
    }
}

/// <summary>A run and its target.</summary>
public sealed record ComparedRunOutput(long Run, string? Model, string? Fingerprint)
{
    internal static ComparedRunOutput Of(RunRecord run)
    {
        var target = run.Models.FirstOrDefault(model => model.Role == ModelRole.Target)?.Model;
        return new ComparedRunOutput(run.Id, target?.Name, target?.Fingerprint.Value);
    }
}

/// <summary>How many documents are in both runs.</summary>
public sealed record PairedDocumentsOutput(int Paired, int OnlyEarlier, int OnlyLater, int Relabelled)
{
    internal static PairedDocumentsOutput Of(PairingCounts counts) => new(counts.Paired, counts.OnlyEarlier, counts.OnlyLater, counts.Relabelled);
}

/// <summary>What is beyond a line in one run only.</summary>
/// <param name="Criterion">Words that follow "documents".</param>
/// <param name="Threshold">The probability p_z; null for membership.</param>
/// <param name="Compared">Documents that could be beyond it in both runs.</param>
/// <param name="InBoth">Of these, beyond it in both.</param>
/// <param name="NewlyExposed">Ids.</param>
/// <param name="NewlySafe">Ids.</param>
public sealed record ExposureOutput(
    string Criterion, double? Threshold, int Compared, int InBoth, IReadOnlyList<string> NewlyExposed, IReadOnlyList<string> NewlySafe)
{
    internal static ExposureOutput Of(ExposureChange change) =>
        new(change.Criterion, change.Threshold, change.Compared, change.InBoth, change.NewlyExposed, change.NewlySafe);
}
