using System.Text.Json.Nodes;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// What a run decides about its documents: <c>tested</c> (their label, or null), <c>testedDocuments</c>,
/// <c>calibrationDocuments</c>, <c>ownCalibration</c> (whether a corpus of its own calibrates), <c>mondrian</c>,
/// <c>falseDiscoveryRate</c>, <c>smallestPValue</c>, <c>fewestTogether</c> (documents that must stand out together; null if
/// not even all would do), <c>neededForOne</c> and <c>neededForAny</c> (non-members), <c>warning</c>, <c>decidedBy</c> (the
/// attack that counts), <c>statement</c>, <c>caveat</c>, <c>textCaveat</c> (null unless text alone tells the same documents apart, or was not measured), and <c>attacks</c>, each with <c>id</c>, <c>headline</c>, <c>tested</c>,
/// <c>withoutScore</c>, <c>calibration</c>, <c>discoveries</c>, <c>smallestPValue</c> and <c>strata</c>.
/// </summary>
public static class DecisionsJson
{
    /// <summary>The part that is known before anything is scored, up to <c>warning</c>.</summary>
    public static JsonObject Of(TestDesign design)
    {
        var resolution = Resolution.Of(design);
        return new JsonObject
        {
            ["tested"] = design.Tested?.ToString().ToLowerInvariant(),
            ["testedDocuments"] = design.TestedCount,
            ["calibrationDocuments"] = design.CalibrationCount,
            ["ownCalibration"] = design.HasOwnCalibration,
            ["mondrian"] = design.Mondrian.ToString().ToLowerInvariant(),
            ["falseDiscoveryRate"] = design.FalseDiscoveryRate,
            ["smallestPValue"] = resolution.SmallestPValue,
            ["fewestTogether"] = resolution.FewestTogether,
            ["neededForOne"] = resolution.NeededForOne,
            ["neededForAny"] = resolution.NeededForAny,
            ["warning"] = DesignStatement.Warning(design) ?? DesignStatement.SmallStrata(design),
        };
    }

    /// <summary>The whole.</summary>
    public static JsonObject Of(RunEvaluation evaluation)
    {
        var design = evaluation.Design;
        var decisions = Of(design);
        decisions["decidedBy"] = evaluation.LeadingAttack;
        decisions["statement"] = evaluation.Decisions.FirstOrDefault(attack => attack.Attack == evaluation.LeadingAttack) is { Tested: > 0, Calibration: > 0 } leading
            ? DiscoveryStatement.Of(leading, design.FalseDiscoveryRate)
            : DesignStatement.Of(design);
        decisions["caveat"] = Caveat.Standing;
        decisions["textCaveat"] = HealthStatement.Discoveries(evaluation.TestedAgainstCalibration);
        decisions["attacks"] = new JsonArray([.. evaluation.Decisions.Select(attack => Attack(attack, evaluation.Headline))]);
        return decisions;
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
        ["strata"] = new JsonArray([.. decisions.Strata.Select(stratum => new JsonObject
        {
            ["name"] = stratum.Name,
            ["tested"] = stratum.Tested,
            ["calibration"] = stratum.Calibration,
            ["smallestPValue"] = stratum.SmallestPValue,
            ["discoveries"] = stratum.Discoveries,
        })]),
    };
}
