using System.Text.Json.Serialization;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>What a run decides about its documents.</summary>
public sealed record DecisionsOutput : DesignOutput
{
    private DecisionsOutput(RunEvaluation evaluation, AttackDecisions? leading)
        : base(evaluation.Design, leading)
    {
        DecidedBy = evaluation.LeadingAttack;
        Statement = leading is { Tested: > 0, Calibration: > 0 }
            ? DiscoveryStatement.Of(leading, evaluation.Design.FalseDiscoveryRate)
            : DesignStatement.Of(evaluation.Design);
        Caveat = Findings.Caveat.Standing;
        TextCaveat = HealthStatement.Discoveries(evaluation.TestedAgainstCalibration);
        Attacks = [.. evaluation.Decisions.Select(decisions => AttackDecisionsOutput.Of(decisions, evaluation.Headline))];
    }

    /// <summary>The attack that counts.</summary>
    [JsonPropertyOrder(1)]
    public string? DecidedBy { get; }

    [JsonPropertyOrder(1)]
    public string Statement { get; }

    [JsonPropertyOrder(1)]
    public string Caveat { get; }

    /// <summary>Null unless text alone tells the same documents apart, or was not measured.</summary>
    [JsonPropertyOrder(1)]
    public string? TextCaveat { get; }

    [JsonPropertyOrder(1)]
    public IReadOnlyList<AttackDecisionsOutput> Attacks { get; }

    public static DecisionsOutput Of(RunEvaluation evaluation) =>
        new(evaluation, evaluation.Decisions.FirstOrDefault(attack => attack.Attack == evaluation.LeadingAttack));
}

/// <summary>What one attack decides.</summary>
/// <param name="Id">Of the attack, with its parameters.</param>
/// <param name="Headline">Whether its result counts.</param>
/// <param name="Tested">Documents under test that have a score.</param>
/// <param name="WithoutScore">Documents under test that have none.</param>
/// <param name="Calibration">Calibration documents that have a score.</param>
/// <param name="Discoveries">Documents that it finds.</param>
/// <param name="SmallestPValue">That it can reach.</param>
/// <param name="WithCopiesInCalibration">Tested documents for which their near-duplicates are left out.</param>
/// <param name="Strata">Documents that are held against each other.</param>
public sealed record AttackDecisionsOutput(
    string Id, bool Headline, int Tested, int WithoutScore, int Calibration, int Discoveries, double SmallestPValue, int WithCopiesInCalibration,
    IReadOnlyList<StratumOutput> Strata)
{
    internal static AttackDecisionsOutput Of(AttackDecisions decisions, HeadlineChoice headline) => new(
        decisions.Attack,
        headline.Attacks.Contains(decisions.Attack),
        decisions.Tested,
        decisions.WithoutScore,
        decisions.Calibration,
        decisions.Discoveries,
        decisions.SmallestPValue,
        decisions.WithCopiesInCalibration,
        [.. decisions.Strata.Select(StratumOutput.Of)]);
}

/// <summary>Documents that are held against each other; units are what depends on each other counted once.</summary>
public sealed record StratumOutput(
    string Name, int Tested, int Calibration, double SmallestPValue, int TestedUnits, int CalibrationUnits, int Discoveries)
{
    internal static StratumOutput Of(StratumDecisions stratum) => new(
        stratum.Name,
        stratum.Tested,
        stratum.Calibration,
        stratum.SmallestPValue,
        stratum.TestedUnits ?? stratum.Tested,
        stratum.CalibrationUnits ?? stratum.Calibration,
        stratum.Discoveries);
}
