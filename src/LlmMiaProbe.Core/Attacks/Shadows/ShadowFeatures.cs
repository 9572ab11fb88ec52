using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>What attacks with shadow models keep of a document: mean log-probabilities per token, nats.</summary>
/// <param name="Target">Under the target.</param>
/// <param name="In">Under the shadow models trained on it.</param>
/// <param name="Out">Under the others.</param>
internal readonly record struct ShadowFeatures(double Target, double[] In, double[] Out)
{
    /// <summary>Not applicable without a scored token, or without a shadow model on either side.</summary>
    public static DocumentFeatures OfBothSides(DocumentEvidence document) => document.ShadowsIn.Count == 0
        ? DocumentFeatures.NotApplicable(Reasons.NoShadowIn)
        : Of(document, document.ShadowsIn);

    /// <summary>Not applicable without a scored token, or without a shadow model that was not trained on it.</summary>
    public static DocumentFeatures OfOut(DocumentEvidence document) => Of(document, []);

    public static ShadowFeatures From(PopulationDocument document)
    {
        var first = 2 + (int)document.Features[1];
        return new ShadowFeatures(document.Features[0], document.Features[2..first], document.Features[first..]);
    }

    private static DocumentFeatures Of(DocumentEvidence document, IReadOnlyList<double> trained)
    {
        if (document.Target.Count == 0)
        {
            return DocumentFeatures.NotApplicable(Reasons.NoScoredToken);
        }

        return document.ShadowsOut.Count == 0
            ? DocumentFeatures.NotApplicable(Reasons.NoShadowOut)
            : DocumentFeatures.Of([document.Target.MeanLogProb, trained.Count, .. trained, .. document.ShadowsOut]);
    }
}
