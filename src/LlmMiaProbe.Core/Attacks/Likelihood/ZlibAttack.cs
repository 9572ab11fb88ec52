using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

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
        Notes = $"The bytes are exactly those of the C library zlib at level 6, as Python's len(zlib.compress(text, 6)) counts them; "
            + $"{ZlibLengthMeter.Compressor} measures them. Other libraries and levels differ, on short texts by up to a tenth. "
            + "Stores of earlier versions hold lengths of another library: they are measured again from the kept text, "
            + "and without the text the score is not applicable. "
            + "Long documents get scores nearer to 0, so compare documents of like length.",
        Compresses = _ => true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => (document.Target.Count, document.Facts.ZlibLength) switch
    {
        (0, _) => AttackScore.NotApplicable(Reasons.NoScoredToken),
        (_, { } bytes) => AttackScore.Of(document.Target.MeanLogProb / bytes),
        _ => AttackScore.NotApplicable(Reasons.NoCompressedLength),
    };
}
