using System.Numerics;
using System.Runtime.InteropServices;

namespace LlmMiaProbe.Corpora;

/// <summary>Makes signatures of the word 5-grams of normalised texts. The same text gives the same signature everywhere.</summary>
internal sealed class MinHashSketch
{
    /// <summary>Words in a shingle. Words are separated by single spaces.</summary>
    public const int ShingleWords = 5;

    private const ulong Seed = 0x4D49_4E48_4153_4831;

    private static readonly uint[] Seeds = MakeSeeds();

    private readonly uint[] minima = new uint[MinHashSignature.Length];
    private readonly ulong[] words = new ulong[ShingleWords];

    /// <summary>False, and an empty signature, for a text of fewer than five words.</summary>
    public bool TryMake(ReadOnlySpan<char> normalised, out MinHashSignature signature)
    {
        Array.Fill(minima, uint.MaxValue);
        var count = 0L;
        foreach (var range in normalised.Split(' '))
        {
            words[count % ShingleWords] = WordHash(normalised[range]);
            count++;
            if (count >= ShingleWords)
            {
                Lower(ShingleHash(count));
            }
        }

        signature = default;
        var bytes = signature.Bytes;
        for (var i = 0; i < minima.Length; i++)
        {
            bytes[i] = count < ShingleWords ? default : (byte)minima[i];
        }

        return count >= ShingleWords;
    }

    private void Lower(uint shingle)
    {
        var seeds = MemoryMarshal.Cast<uint, Vector<uint>>(Seeds);
        var lowest = MemoryMarshal.Cast<uint, Vector<uint>>(minima.AsSpan());
        var hash = new Vector<uint>(shingle);
        for (var i = 0; i < seeds.Length; i++)
        {
            // The finaliser of MurmurHash3: a different permutation of the 32-bit numbers for each seed.
            var mixed = hash ^ seeds[i];
            mixed = (mixed ^ (mixed >>> 16)) * new Vector<uint>(0x85EB_CA6Bu);
            mixed = (mixed ^ (mixed >>> 13)) * new Vector<uint>(0xC2B2_AE35u);
            mixed ^= mixed >>> 16;
            lowest[i] = Vector.Min(lowest[i], mixed);
        }
    }

    private uint ShingleHash(long count)
    {
        var hash = Seed;
        for (var i = count; i < count + ShingleWords; i++)
        {
            hash = Mix(hash ^ words[i % ShingleWords]);
        }

        return (uint)(hash >> 32);
    }

    // FNV-1a over UTF-16 code units.
    private static ulong WordHash(ReadOnlySpan<char> word)
    {
        var hash = 0xCBF2_9CE4_8422_2325;
        foreach (var character in word)
        {
            hash = (hash ^ character) * 0x0000_0100_0000_01B3;
        }

        return hash;
    }

    // The output function of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    private static uint[] MakeSeeds()
    {
        var seeds = new uint[MinHashSignature.Length];
        for (var i = 0; i < seeds.Length; i++)
        {
            seeds[i] = (uint)(Mix(Seed + ((ulong)(i + 1) * 0x9E37_79B9_7F4A_7C15)) >> 32);
        }

        return seeds;
    }
}
