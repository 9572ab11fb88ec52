using System.Runtime.InteropServices;

namespace LlmMiaProbe.Similarity;

/// <summary>The longest chain of pairs of equal symbols whose places rise in both sequences, over the first places of each symbol.</summary>
internal static class RisingChain
{
    // Bounds the pairs of one symbol; a symbol that is more frequent is met again between the pairs of the chain.
    private const int MostPlaces = 8;

    public static List<(int Reference, int Generated)> Find(ReadOnlySpan<int> reference, ReadOnlySpan<int> generated)
    {
        var (places, before) = Places(reference);
        var seen = new Dictionary<int, int>();
        var nodes = new List<(int Reference, int Generated, int Before)>();
        var ends = new List<int>();
        for (var g = 0; g < generated.Length; g++)
        {
            if (!places.TryGetValue(generated[g], out var candidates) || ++CollectionsMarshal.GetValueRefOrAddDefault(seen, generated[g], out _) > MostPlaces)
            {
                continue;
            }

            // From the last place to the first, so that no two pairs of one symbol follow each other in a chain.
            for (var place = candidates.Last; place >= 0; place = before[place])
            {
                var length = LengthBefore(ends, nodes, place);
                nodes.Add((place, g, length == 0 ? -1 : ends[length - 1]));
                if (length == ends.Count)
                {
                    ends.Add(nodes.Count - 1);
                }
                else
                {
                    ends[length] = nodes.Count - 1;
                }
            }
        }

        return Trace(nodes, ends);
    }

    /// <returns>The last of the first places of each symbol, and for each place the one before it or -1.</returns>
    private static (Dictionary<int, (int Last, int Count)> Places, int[] Before) Places(ReadOnlySpan<int> sequence)
    {
        var places = new Dictionary<int, (int Last, int Count)>();
        var before = new int[sequence.Length];
        for (var i = 0; i < sequence.Length; i++)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, sequence[i], out _);
            if (place.Count < MostPlaces)
            {
                before[i] = place.Count == 0 ? -1 : place.Last;
                place = (i, place.Count + 1);
            }
        }

        return (places, before);
    }

    /// <summary>Length of the longest chain so far that ends before a place.</summary>
    private static int LengthBefore(List<int> ends, List<(int Reference, int Generated, int Before)> nodes, int place)
    {
        var (low, high) = (0, ends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = nodes[ends[middle]].Reference < place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static List<(int Reference, int Generated)> Trace(List<(int Reference, int Generated, int Before)> nodes, List<int> ends)
    {
        var chain = new List<(int, int)>(ends.Count);
        for (var node = ends.Count == 0 ? -1 : ends[^1]; node >= 0; node = nodes[node].Before)
        {
            chain.Add((nodes[node].Reference, nodes[node].Generated));
        }

        chain.Reverse();
        return chain;
    }
}
