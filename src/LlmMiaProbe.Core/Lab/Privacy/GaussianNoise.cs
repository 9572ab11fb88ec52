using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Lab;

/// <summary>
/// Standard normal numbers by Box and Muller from SplitMix64. They can be computed again from the seed, so a published seed takes the
/// privacy away that they give.
/// </summary>
public static class GaussianNoise
{
    /// <summary>Adds noise.</summary>
    /// <param name="values">What it is added to.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="seed">The training's.</param>
    /// <param name="step">From 0.</param>
    /// <param name="part">Which of the step's tensors.</param>
    public static void Add(Span<float> values, double deviation, int seed, int step, int part)
    {
        var state = StableHash.Mix(StableHash.Mix(((ulong)(uint)seed << 32) | (uint)step) ^ (uint)part);
        for (var i = 0; i < values.Length; i += 2)
        {
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - Uniform(state, i)));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * Uniform(state, i + 1));
            values[i] += (float)(radius * cosine);
            if (i + 1 < values.Length)
            {
                values[i + 1] += (float)(radius * sine);
            }
        }
    }

    private static double Uniform(ulong state, int index) =>
        (StableHash.Mix(state + ((ulong)index * 0x9E37_79B9_7F4A_7C15)) >> 11) * (1.0 / (1UL << 53));
}
