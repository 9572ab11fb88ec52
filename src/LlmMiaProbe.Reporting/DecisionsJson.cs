using System.Text.Json.Nodes;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// What a run decides about its documents: <c>tested</c> (their label, or null), <c>testedDocuments</c>,
/// <c>calibrationDocuments</c>, <c>ownCalibration</c> (whether a corpus of its own calibrates), <c>mondrian</c>,
/// <c>falseDiscoveryRate</c>, <c>testedUnits</c> and <c>calibrationUnits</c> (what depends on each other counted once, of the
/// largest stratum; of the deciding attack once it is scored, as all that follows), <c>smallestPValue</c>, <c>fewestTogether</c> (documents
/// that must stand out together; null if
/// not even all would do), <c>neededForOne</c> and <c>neededForAny</c> (non-members), <c>warning</c>, <c>decidedBy</c> (the
/// attack that counts), <c>statement</c>, <c>caveat</c>, <c>textCaveat</c> (null unless text alone tells the same documents apart, or was not measured),
/// and <c>attacks</c>, each with <c>id</c>, <c>headline</c>, <c>tested</c>, <c>withoutScore</c>, <c>calibration</c>, <c>discoveries</c>, <c>smallestPValue</c>,
/// <c>withCopiesInCalibration</c> (tested documents for which their near-duplicates are left out) and <c>strata</c>.
/// </summary>
public static class DecisionsJson
{
    /// <summary>The part that is known before anything is scored, up to <c>warning</c>.</summary>
    public static JsonObject Of(TestDesign design)
    {
        var decisions = new JsonObject
        {
            ["tested"] = design.Tested?.ToString().ToLowerInvariant(),
            ["testedDocuments"] = design.TestedCount,
            ["calibrationDocuments"] = design.CalibrationCount,
            ["ownCalibration"] = design.HasOwnCalibration,
            ["mondrian"] = design.Mondrian.ToString().ToLowerInvariant(),
            ["falseDiscoveryRate"] = design.FalseDiscoveryRate,
        };
        Resolve(decisions, design, null);
        return decisions;
    }

    /// <summary>The whole.</summary>
    public static JsonObject Of(RunEvaluation evaluation)
    {
        var design = evaluation.Design;
        var decisions = Of(design);
        var leading = evaluation.Decisions.FirstOrDefault(attack => attack.Attack == evaluation.LeadingAttack);
        Resolve(decisions, design, leading);
        decisions["decidedBy"] = evaluation.LeadingAttack;
        decisions["statement"] = leading is { Tested: > 0, Calibration: > 0 }
            ? DiscoveryStatement.Of(leading, design.FalseDiscoveryRate)
            : DesignStatement.Of(design);
        decisions["caveat"] = Caveat.Standing;
        decisions["textCaveat"] = HealthStatement.Discoveries(evaluation.TestedAgainstCalibration);
        decisions["attacks"] = new JsonArray([.. evaluation.Decisions.Select(attack => Attack(attack, evaluation.Headline))]);
        return decisions;
    }

    // Of the deciding attack's documents once they are scored, as all sentences are.
    private static void Resolve(JsonObject decisions, TestDesign design, AttackDecisions? leading)
    {
        var resolution = leading is { Tested: > 0, Calibration: > 0 } ? Resolution.Of(leading, design.FalseDiscoveryRate) : Resolution.Of(design);
        decisions["testedUnits"] = resolution.Tested;
        decisions["calibrationUnits"] = resolution.Calibration;
        decisions["smallestPValue"] = resolution.SmallestPValue;
        decisions["fewestTogether"] = resolution.FewestTogether;
        decisions["neededForOne"] = resolution.NeededForOne;
        decisions["neededForAny"] = resolution.NeededForAny;
        decisions["warning"] = DesignStatement.Warning(design, leading) ?? DesignStatement.SmallStrata(design, leading);
    }

    private static JsonObject Attack(AttackDecisions decisions, HeadlineChoice headline) => new()
    {
        ["id"] = decisions.Attack,
        ["headline"] = headline.Attacks.Contains(decisions.Attack),
        ["tested"] = decisions.Tested,
        ["withoutScore"] = decisions.WithoutScore,
        ["calibration"] = decisions.Calibration,
        ["discoveries"] = decisions.Discoveries,
        ["smallestPValue"] = decisions.SmallestPValue,
        ["withCopiesInCalibration"] = decisions.WithCopiesInCalibration,
        ["strata"] = new JsonArray([.. decisions.Strata.Select(stratum => new JsonObject
        {
            ["name"] = stratum.Name,
            ["tested"] = stratum.Tested,
            ["calibration"] = stratum.Calibration,
            ["smallestPValue"] = stratum.SmallestPValue,
            ["testedUnits"] = stratum.TestedUnits ?? stratum.Tested,
            ["calibrationUnits"] = stratum.CalibrationUnits ?? stratum.Calibration,
            ["discoveries"] = stratum.Discoveries,
        })]),
    };
}
