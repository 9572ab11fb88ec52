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
        var counts = new SortedDictionary<int, int>();
        for (var i = 0; i < Math.Min(tokens.Count, MostTokens); i++)
        {
            Count(tokens[i].Hash);
            if (i > 0)
            {
                Count(StableHash.Mix(tokens[i].Hash ^ StableHash.Mix(tokens[i - 1].Hash ^ PairSeed)));
            }
        }

        return ([.. counts.Keys], [.. counts.Values.Select(count => (byte)Math.Min(byte.MaxValue, count))]);

        void Count(ulong hash)
        {
            var feature = (int)(hash % BlindBaseline.FeatureCount);
            counts[feature] = counts.GetValueOrDefault(feature) + 1;
        }
    }
}
