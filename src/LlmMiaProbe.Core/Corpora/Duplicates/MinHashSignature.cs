using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// 128 min-hashes of a set, 8 bits each. Broder, "On the resemblance and containment of documents" (1997);
/// Li and König, "b-Bit Minwise Hashing" (2010).
/// </summary>
[InlineArray(Length / 8)]
internal struct MinHashSignature
{
    public const int Length = 128;

    // Min-hashes of different shingles still agree in their 8 bits once in 256 times.
    private const double Chance = 1.0 / 256;

    private ulong first;

    [UnscopedRef]
    public Span<byte> Bytes => MemoryMarshal.AsBytes((Span<ulong>)this);

    /// <summary>Estimate of the Jaccard similarity of the two sets; its standard error at 0.8 is 0.036. Below 0 for sets that share nothing.</summary>
    public static double Similarity(ref MinHashSignature left, ref MinHashSignature right) =>
        ((AgreeingCount(left.Bytes, right.Bytes) / (double)Length) - Chance) / (1 - Chance);

    private static int AgreeingCount(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var agreeing = 0;
        for (var i = 0; i < Length; i += Vector256<byte>.Count)
        {
            var equal = Vector256.Equals(Vector256.Create(left[i..]), Vector256.Create(right[i..]));
            agreeing += BitOperations.PopCount(equal.ExtractMostSignificantBits());
        }

        return agreeing;
    }
}
