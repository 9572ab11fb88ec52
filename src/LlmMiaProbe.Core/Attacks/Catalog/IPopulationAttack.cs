using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>An attack that judges a document among the others of the run: first some numbers of each, then the scores of all.</summary>
public interface IPopulationAttack : IAttack
{
    /// <summary>What <see cref="Score"/> needs of a document. Called only when all declared evidence is at hand.</summary>
    DocumentFeatures Features(DocumentEvidence document, AttackSettings settings);

    /// <summary>
    /// Higher means more likely a member. No score may depend on the label of its own document: what is learnt from labels
    /// or from the calibration non-members is learnt without the document that it judges.
    /// </summary>
    /// <param name="population">The documents that have features, in the order of the run.</param>
    /// <param name="settings">The attack's parameters.</param>
    /// <returns>One score a document, in the same order.</returns>
    IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings);
}
