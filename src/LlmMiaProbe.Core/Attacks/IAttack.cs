using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>
/// A membership attack: a pure function of a document's evidence that never calls a model. A sealed class with a
/// parameterless constructor that implements this is found, listed, documented and run without any registration.
/// </summary>
public interface IAttack
{
    AttackDescription Description { get; }

    /// <summary>The evidence that <see cref="Score"/> reads under these settings, and no more.</summary>
    IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings);

    /// <summary>Higher means more likely a member. Called only when all declared evidence is at hand.</summary>
    AttackScore Score(DocumentEvidence document, AttackSettings settings);
}
