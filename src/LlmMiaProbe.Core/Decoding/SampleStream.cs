using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Decoding;

/// <summary>
/// The random numbers of one continuation. They depend on seed, prompt and number of the sample and on nothing else, so a
/// sample is the same in any company and any order. Anybody can compute them: the first 8 bytes (little-endian) of the
/// SHA-256 of <c>"{seed} {sample}\n"</c> and the prompt's token ids (32 bits each, little-endian, without BOS) are the state of
/// SplitMix64 (Steele, Lea and Flood 2014); its output number t, shifted right by 11 and divided by 2^53, draws token t.
/// </summary>
public readonly record struct SampleStream(ulong State)
{
    private const ulong Increment = 0x9E37_79B9_7F4A_7C15;

    /// <param name="seed">The run's.</param>
    /// <param name="prompt">Token ids without BOS.</param>
    /// <param name="sample">Number of the sample, from 0.</param>
    public static SampleStream Of(int seed, ReadOnlySpan<int> prompt, int sample)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{seed} {sample}\n"));
        hash.AppendData(MemoryMarshal.AsBytes(prompt));
        return new SampleStream(BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset()));
    }

    /// <summary>A seed for an endpoint, which knows no number of the sample: each sample has one of its own, at least 0.</summary>
    public static int SeedOf(int seed, int sample) => (int)(Of(seed, [], sample).Bits(0) & int.MaxValue);

    /// <summary>Output number <paramref name="step"/> (from 0) of SplitMix64.</summary>
    public ulong Bits(int step) => StableHash.Mix(State + ((ulong)step * Increment));

    /// <summary>At least 0 and below 1, 53 random bits.</summary>
    public double Uniform(int step) => (Bits(step) >> 11) * (1.0 / (1UL << 53));
}
