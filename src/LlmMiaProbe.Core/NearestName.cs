namespace LlmMiaProbe;

/// <summary>Finds the name that a mistyped one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits from <paramref name="name"/>, ignoring case, the first of equals;
    /// null if all need more than a third of the name's length (at least one edit is always allowed).
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var limit = Math.Max(name.Length, 3) / 3;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) > limit)
            {
                continue;
            }

            var distance = Distance(name, candidate);
            if (distance <= limit)
            {
                nearest = candidate;
                limit = distance - 1;
            }
        }

        return nearest;
    }

    /// <summary>
    /// Damerau-Levenshtein distance ignoring case: the fewest insertions, deletions, substitutions and swaps of
    /// neighbouring characters that turn one name into the other (Lowrance and Wagner 1975; unrestricted, so a metric).
    /// </summary>
    public static int Distance(string first, string second)
    {
        var (a, b) = (first.ToUpperInvariant(), second.ToUpperInvariant());
        var unreachable = a.Length + b.Length;
        var lastRowOf = new Dictionary<char, int>();

        // Row and column 0 are the "unreachable" border, 1 the empty prefix.
        var cost = new int[a.Length + 2, b.Length + 2];
        cost[0, 0] = unreachable;
        for (var i = 0; i <= a.Length; i++)
        {
            (cost[i + 1, 0], cost[i + 1, 1]) = (unreachable, i);
        }

        for (var j = 0; j <= b.Length; j++)
        {
            (cost[0, j + 1], cost[1, j + 1]) = (unreachable, j);
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var lastMatch = 0;
            for (var j = 1; j <= b.Length; j++)
            {
                var (swapRow, swapColumn) = (lastRowOf.GetValueOrDefault(b[j - 1]), lastMatch);
                var same = a[i - 1] == b[j - 1];
                lastMatch = same ? j : lastMatch;

                var substitution = cost[i, j] + (same ? 0 : 1);
                var edit = Math.Min(cost[i + 1, j], cost[i, j + 1]) + 1;
                var swap = cost[swapRow, swapColumn] + (i - swapRow - 1) + 1 + (j - swapColumn - 1);
                cost[i + 1, j + 1] = Math.Min(Math.Min(substitution, edit), swap);
            }

            lastRowOf[a[i - 1]] = i;
        }

        return cost[a.Length + 1, b.Length + 1];
    }
}
