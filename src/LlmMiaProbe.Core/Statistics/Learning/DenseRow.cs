using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlmMiaProbe.Statistics;

/// <summary>A vector of which most entries are not 0.</summary>
/// <param name="Values">All of them.</param>
internal readonly record struct DenseRow(double[] Values) : IRow<DenseRow>
{
    public DenseRow Magnitudes => new(Array.ConvertAll(Values, Math.Abs));

    public double Dot(double[] dense) => Dot(Values, dense);

    public void AddTo(double[] dense, double factor)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(Values);
        ref var to = ref MemoryMarshal.GetReference(dense.AsSpan(0, Values.Length));
        var i = 0;
        for (; i <= Values.Length - 4; i += 4)
        {
            var place = (nuint)i;
            (Vector256.LoadUnsafe(ref to, place) + (factor * Vector256.LoadUnsafe(ref from, place))).StoreUnsafe(ref to, place);
        }

        for (; i < Values.Length; i++)
        {
            dense[i] += factor * Values[i];
        }
    }

    /// <summary>The inner product, summed in lanes of fixed width on every machine, so that the last bits do not depend on the processor.</summary>
    /// <param name="left">Any length.</param>
    /// <param name="right">At least as long; what is longer plays no part.</param>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        right = right[..left.Length];
        ref var one = ref MemoryMarshal.GetReference(left);
        ref var other = ref MemoryMarshal.GetReference(right);
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= left.Length - 8; i += 8)
        {
            var place = (nuint)i;
            even += Vector256.LoadUnsafe(ref one, place) * Vector256.LoadUnsafe(ref other, place);
            odd += Vector256.LoadUnsafe(ref one, place + 4) * Vector256.LoadUnsafe(ref other, place + 4);
        }

        var sum = Vector256.Sum(even + odd);
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
