namespace LlmMiaProbe.Corpora;

/// <summary>64-bit hashes that are the same on every machine and in every process; not for adversaries.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over UTF-16 code units, finished by <see cref="Mix"/>.</summary>
    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0)
    {
        var hash = 0xCBF2_9CE4_8422_2325 ^ Mix(seed);
        foreach (var character in text)
        {
            hash = (hash ^ character) * 0x0000_0100_0000_01B3;
        }

        return Mix(hash);
    }

    /// <summary>The output function of SplitMix64.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
