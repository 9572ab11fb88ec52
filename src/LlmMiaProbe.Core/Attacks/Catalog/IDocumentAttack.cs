using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>An attack that judges each document by its own evidence.</summary>
public interface IDocumentAttack : IAttack
{
    /// <summary>Higher means more likely a member. Called only when all declared evidence is at hand.</summary>
    AttackScore Score(DocumentEvidence document, AttackSettings settings);
}
