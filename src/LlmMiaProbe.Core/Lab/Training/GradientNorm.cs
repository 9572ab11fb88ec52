using System.Numerics;

namespace LlmMiaProbe.Lab;

/// <summary>Euclidean norms of gradients, added up in double precision.</summary>
public static class GradientNorm
{
    /// <summary>Sum of squares.</summary>
    public static double Squared(ReadOnlySpan<float> gradient)
    {
        var sum = Vector<double>.Zero;
        var i = 0;
        for (var lanes = Vector<float>.Count; i <= gradient.Length - lanes; i += lanes)
        {
            Vector.Widen(new Vector<float>(gradient[i..]), out var low, out var high);
            sum += (low * low) + (high * high);
        }

        var rest = 0.0;
        for (; i < gradient.Length; i++)
        {
            rest += (double)gradient[i] * gradient[i];
        }

        return Vector.Sum(sum) + rest;
    }

    /// <summary>Adds <paramref name="scale"/> times a gradient to a sum of the same length.</summary>
    public static void Add(Span<float> sum, ReadOnlySpan<float> gradient, double scale)
    {
        var factor = (float)scale;
        var i = 0;
        for (var lanes = Vector<float>.Count; i <= gradient.Length - lanes; i += lanes)
        {
            (new Vector<float>(sum[i..]) + (new Vector<float>(gradient[i..]) * factor)).CopyTo(sum[i..]);
        }

        for (; i < gradient.Length; i++)
        {
            sum[i] += gradient[i] * factor;
        }
    }
}
