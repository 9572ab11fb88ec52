using System.Numerics;

namespace LlmMiaProbe.Lab;

/// <summary>One step of AdamW (Loshchilov and Hutter 2019) with beta 0.9 and 0.999 and epsilon 1e-8, in single precision.</summary>
public static class AdamW
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    /// <summary>Changes weights and moments in place; all spans have one length.</summary>
    /// <param name="weights">Parameters.</param>
    /// <param name="gradient">Their gradient, before scaling.</param>
    /// <param name="first">Running mean of gradients.</param>
    /// <param name="second">Running mean of squared gradients.</param>
    /// <param name="step">Steps taken with this one, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="weightDecay">Share of the weights times the rate that is taken off.</param>
    /// <param name="scale">Factor of the gradient.</param>
    public static void Step(
        Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, int step, double rate, double weightDecay, double scale)
    {
        var alpha = (float)rate;
        var keep = (float)(1 - (rate * weightDecay));
        var correct1 = (float)(1 / (1 - Math.Pow(Beta1, step)));
        var correct2 = (float)(1 / (1 - Math.Pow(Beta2, step)));
        var factor = (float)scale;
        var i = 0;
        for (var lanes = Vector<float>.Count; i <= weights.Length - lanes; i += lanes)
        {
            var g = new Vector<float>(gradient[i..]) * factor;
            var m = (new Vector<float>(first[i..]) * Beta1) + (g * (1 - Beta1));
            var v = (new Vector<float>(second[i..]) * Beta2) + (g * g * (1 - Beta2));
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
            var change = m * correct1 / (Vector.SquareRoot(v * correct2) + new Vector<float>(Epsilon));
            ((new Vector<float>(weights[i..]) * keep) - (change * alpha)).CopyTo(weights[i..]);
        }

        for (; i < weights.Length; i++)
        {
            var g = gradient[i] * factor;
            first[i] = (first[i] * Beta1) + (g * (1 - Beta1));
            second[i] = (second[i] * Beta2) + (g * g * (1 - Beta2));
            weights[i] = (weights[i] * keep) - (first[i] * correct1 / (MathF.Sqrt(second[i] * correct2) + Epsilon) * alpha);
        }
    }
}
