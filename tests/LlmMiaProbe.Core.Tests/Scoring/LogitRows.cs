using FsCheck;
using FsCheck.Fluent;

namespace LlmMiaProbe.Core.Tests.Scoring;

internal static class LogitRows
{
    /// <summary>1 to 300 tokens, and often one less or more than a multiple of 16.</summary>
    public static Gen<int> VocabularySize { get; } = Gen.OneOf(
        Gen.Choose(1, 300),
        from steps in Gen.Choose(1, 18)
        from offset in Gen.Choose(-1, 1)
        select (16 * steps) + offset);

    /// <summary>Rows of ordinary, tied, tiny and huge logits, some with minus infinity, with a token of the row.</summary>
    public static Gen<(float[] Logits, int Token)> Any { get; } =
        from size in VocabularySize
        from logit in Gen.Elements(Ordinary, Tied, Tiny, Huge, WithMinusInfinity)
        from logits in Gen.ArrayOf(logit, size)
        from finite in Gen.Choose(0, size - 1)
        from token in Gen.Choose(0, size - 1)
        select (WithOneFinite(logits, finite), token);

    /// <summary>Rows of multiples of 1/64 between -32 and 32: sums and differences of them are exact in single precision.</summary>
    public static Gen<(float[] Logits, int Token)> Exact { get; } =
        from size in VocabularySize
        from logits in Gen.ArrayOf(Gen.Choose(-2048, 2048).Select(n => n / 64f), size)
        from token in Gen.Choose(0, size - 1)
        select (logits, token);

    private static Gen<float> Ordinary => Gen.Choose(-25_000, 25_000).Select(n => n / 1000f);

    private static Gen<float> Tied => Gen.Choose(-3, 3).Select(n => (float)n);

    private static Gen<float> Tiny => Gen.Choose(-1000, 1000).Select(n => n * 1e-9f);

    private static Gen<float> Huge => Gen.OneOf(Gen.Choose(-1000, 1000).Select(n => n * 1e4f), Gen.Elements(float.MaxValue, float.MinValue, 3e38f));

    private static Gen<float> WithMinusInfinity => Gen.OneOf(Ordinary, Gen.Constant(float.NegativeInfinity));

    private static float[] WithOneFinite(float[] logits, int index)
    {
        logits[index] = float.IsFinite(logits[index]) ? logits[index] : 0.5f;
        return logits;
    }
}
