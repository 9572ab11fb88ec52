using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Evidence;

/// <summary>Everything an attack may use about one document. Complete for what the attack declared.</summary>
/// <param name="facts">Lengths and hash of the text.</param>
/// <param name="scores">Token scores by <see cref="EvidenceRequest.Name"/>.</param>
/// <param name="sameTokenizer">Whether target and reference split text alike.</param>
public sealed class DocumentEvidence(DocumentFacts facts, IReadOnlyDictionary<string, TokenScores> scores, bool sameTokenizer)
{
    public DocumentFacts Facts => facts;

    /// <summary>If false, compare target and reference by sums per byte of text, never per token.</summary>
    public bool SameTokenizer => sameTokenizer;

    /// <exception cref="InvalidOperationException">The attack did not declare this evidence.</exception>
    public TokenScores this[EvidenceRequest request] => scores.TryGetValue(request.Name, out var found)
        ? found
        : throw new InvalidOperationException($"Evidence {request} was not declared by the attack that asks for it.");

    public TokenScores Target => this[EvidenceRequest.Target(TextVariant.Plain)];

    public TokenScores Reference => this[EvidenceRequest.Reference(TextVariant.Plain)];
}
