using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Evidence;

/// <summary>
/// One thing an attack needs to know about a document: the token scores of a variant of its text under a model, or what the model produces
/// after its beginning.
/// </summary>
public readonly record struct EvidenceRequest(ModelRole Model, TextVariant Variant)
{
    /// <summary>The continuations that are needed instead of scores; null for scores.</summary>
    public PoolSettings? Pool { get; private init; }

    /// <summary>Stable name such as <c>target/plain</c>; links runs to evidence in the store.</summary>
    public string Name => $"{Model}/{Pool?.Id ?? Variant.Id}";

    public static EvidenceRequest Target(TextVariant variant) => new(ModelRole.Target, variant);

    public static EvidenceRequest Reference(TextVariant variant) => new(ModelRole.Reference, variant);

    public static EvidenceRequest Frequencies { get; } = new(ModelRole.Frequencies, TextVariant.Plain);

    /// <summary>See <see cref="DocumentEvidence.ShadowsIn"/>.</summary>
    public static EvidenceRequest ShadowsIn { get; } = new(ModelRole.ShadowsIn, TextVariant.Plain);

    /// <summary>See <see cref="DocumentEvidence.ShadowsOut"/>.</summary>
    public static EvidenceRequest ShadowsOut { get; } = new(ModelRole.ShadowsOut, TextVariant.Plain);

    public static EvidenceRequest WordFrequencies { get; } = new(ModelRole.WordFrequencies, TextVariant.Plain);

    public static EvidenceRequest Divergence { get; } = new(ModelRole.Divergence, TextVariant.Plain);

    public static EvidenceRequest Neighbours(int count) => new(ModelRole.Neighbours(count), TextVariant.Plain);

    /// <summary>Continuations of the plain text's beginning; requests that agree in the settings share them.</summary>
    public static EvidenceRequest Continuations(ModelRole model, PoolSettings pool) => new(model, TextVariant.Plain) { Pool = pool };

    public override string ToString() => Name;
}
