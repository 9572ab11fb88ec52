using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>
/// A membership attack: a pure function of evidence that never calls a model. A sealed class with a parameterless
/// constructor that implements <see cref="IDocumentAttack"/> or <see cref="IPopulationAttack"/> is found, listed,
/// documented and run without any registration; one of another assembly is added by <see cref="AttackCatalog.Add"/>.
/// </summary>
public interface IAttack
{
    AttackDescription Description { get; }

    /// <summary>The evidence that is read of each document under these settings, and no more.</summary>
    IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings);
}
