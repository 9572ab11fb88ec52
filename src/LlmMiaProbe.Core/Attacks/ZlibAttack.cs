using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>Mean log-probability per compressed byte: allows for how repetitive the text itself is.</summary>
public sealed class ZlibAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "zlib",
        Title = "Zlib ratio",
        Formula = "((1/N) Σ lp_t) / (bytes of zlib(text))",
        Paper = "Carlini et al. 2021, USENIX Security, arXiv 2012.07805; mean log-probability over compressed bytes as in MIMIR and Min-K%++",
        Notes = $"Compressor: {ZlibLengthMeter.Compressor}. Another deflate differs by a few bytes. Long documents get scores nearer to 0, so compare documents of like length.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(document.Target.MeanLogProb / document.Facts.ZlibLength);
}
