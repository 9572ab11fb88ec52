using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Evidence;

/// <summary>Everything an attack may use about one document. Complete for what the attack declared.</summary>
/// <param name="facts">Lengths and hash of the text.</param>
/// <param name="scores">Token scores by <see cref="EvidenceRequest.Name"/>.</param>
/// <param name="sameTokenizer">Whether target and reference split text alike.</param>
/// <param name="shadowsIn">See <see cref="ShadowsIn"/>; null if it was not declared.</param>
/// <param name="shadowsOut">See <see cref="ShadowsOut"/>; null if it was not declared.</param>
/// <param name="pools">Continuations by <see cref="EvidenceRequest.Name"/>; null if none were declared.</param>
/// <param name="vocabularies">See <see cref="Vocabularies"/>.</param>
public sealed class DocumentEvidence(
    DocumentFacts facts,
    IReadOnlyDictionary<string, TokenScores> scores,
    bool sameTokenizer,
    IReadOnlyList<double>? shadowsIn = null,
    IReadOnlyList<double>? shadowsOut = null,
    IReadOnlyDictionary<string, SamplePool>? pools = null,
    (Vocabulary? Target, Vocabulary? Reference) vocabularies = default)
{
    private readonly Dictionary<string, DocumentFeatures> _features = new(StringComparer.Ordinal);

    public DocumentFacts Facts => facts;

    /// <summary>If false, compare target and reference by sums per byte of text, never per token.</summary>
    public bool SameTokenizer => sameTokenizer;

    /// <summary>What the tokens of both spell, to find the bytes that both score where the tokenizers differ; null where it is not known.</summary>
    public (Vocabulary? Target, Vocabulary? Reference) Vocabularies => vocabularies;

    /// <exception cref="InvalidOperationException">The attack did not declare this evidence.</exception>
    public TokenScores this[EvidenceRequest request] => scores.TryGetValue(request.Name, out var found) ? found : throw Undeclared(request);

    /// <summary>What a model produced after the text's beginning.</summary>
    /// <exception cref="InvalidOperationException">The attack did not declare this evidence.</exception>
    public SamplePool Pool(EvidenceRequest request) => pools?.GetValueOrDefault(request.Name) ?? throw Undeclared(request);

    public TokenScores Target => this[EvidenceRequest.Target(TextVariant.Plain)];

    public TokenScores Reference => this[EvidenceRequest.Reference(TextVariant.Plain)];

    /// <summary>Mean log-probability per token of the plain text under each shadow model that was trained on it, nats.</summary>
    /// <exception cref="InvalidOperationException">The attack did not declare this evidence.</exception>
    public IReadOnlyList<double> ShadowsIn => shadowsIn ?? throw Undeclared(EvidenceRequest.ShadowsIn);

    /// <summary>Mean log-probability per token of the plain text under each shadow model that was not trained on it, nats.</summary>
    /// <exception cref="InvalidOperationException">The attack did not declare this evidence.</exception>
    public IReadOnlyList<double> ShadowsOut => shadowsOut ?? throw Undeclared(EvidenceRequest.ShadowsOut);

    /// <summary>What an attack keeps of the document, computed once for all attacks that it is a part of; one thread at a time.</summary>
    internal DocumentFeatures FeaturesOf(string attack, Func<DocumentEvidence, DocumentFeatures> compute)
    {
        if (!_features.TryGetValue(attack, out var features))
        {
            _features.Add(attack, features = compute(this));
        }

        return features;
    }

    private static InvalidOperationException Undeclared(EvidenceRequest request) =>
        new($"Evidence {request} was not declared by the attack that asks for it.");
}
