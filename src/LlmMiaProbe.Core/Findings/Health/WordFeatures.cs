using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>Hashed counts of the words and pairs of neighbouring words at the beginning of a text.</summary>
internal static class WordFeatures
{
    /// <summary>Tokens that are looked at: more would cost memory and tell nothing that so many do not.</summary>
    public const int MostTokens = 1000;

    private const ulong PairSeed = 0x5041_4952;

    /// <summary>Distinct features, rising, with their counts (at most 255).</summary>
    public static (int[] Features, byte[] Counts) Of(IReadOnlyList<TextToken> tokens)
    {
        var looked = Math.Min(tokens.Count, MostTokens);
        var all = new int[Math.Max(0, (2 * looked) - 1)];
        for (var i = 0; i < looked; i++)
        {
            all[i] = Feature(tokens[i].Hash);
            if (i > 0)
            {
                all[looked + i - 1] = Feature(StableHash.Mix(tokens[i].Hash ^ StableHash.Mix(tokens[i - 1].Hash ^ PairSeed)));
            }
        }

        Array.Sort(all);
        var (features, counts) = (new List<int>(all.Length), new List<byte>(all.Length));
        for (var i = 0; i < all.Length; i++)
        {
            if (i > 0 && all[i] == all[i - 1])
            {
                counts[^1] = (byte)Math.Min(byte.MaxValue, counts[^1] + 1);
            }
            else
            {
                features.Add(all[i]);
                counts.Add(1);
            }
        }

        return ([.. features], [.. counts]);
    }

    private static int Feature(ulong hash) => (int)(hash % BlindBaseline.FeatureCount);
}
