using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Lab;

/// <summary>Which documents take part in a step of private training: each by itself with the same probability, as the accountant assumes.</summary>
public static class PoissonSample
{
    /// <param name="documents">All documents.</param>
    /// <param name="rate">Probability of each.</param>
    /// <param name="seed">The training's.</param>
    /// <param name="step">From 0.</param>
    public static IReadOnlyList<TokenDocument> Draw(IReadOnlyList<TokenDocument> documents, double rate, int seed, int step) =>
        [
            .. documents.Where(
                document => (StableHash.Mix(
                    StableHash.Of(document.Id, (ulong)(uint)seed) + StableHash.Mix(~(ulong)(uint)step)) >> 11) * (1.0 / (1UL << 53)) < rate),
        ];
}
