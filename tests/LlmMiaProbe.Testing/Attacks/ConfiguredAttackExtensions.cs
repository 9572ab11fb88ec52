using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Testing.Attacks;

/// <summary>Short forms for tests of one document.</summary>
public static class ConfiguredAttackExtensions
{
    /// <summary>The score of a document attack; for a population attack, whether it has features.</summary>
    public static AttackScore Score(this ConfiguredAttack attack, DocumentEvidence document) => attack.Features(document) switch
    {
        { Reason: { } reason } => AttackScore.NotApplicable(reason),
        var features => AttackScore.Of(features.Values[0]),
    };
}
