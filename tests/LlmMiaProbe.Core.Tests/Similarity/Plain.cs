using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

/// <summary>The same measures as their textbook recurrences: quadratic or worse, and plainly right.</summary>
internal static class Plain
{
    public static int Subsequence(int[] first, int[] second)
    {
        var table = new int[first.Length + 1, second.Length + 1];
        for (var i = 1; i <= first.Length; i++)
        {
            for (var j = 1; j <= second.Length; j++)
            {
                table[i, j] = first[i - 1] == second[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[first.Length, second.Length];
    }

    public static int EditDistance(int[] first, int[] second)
    {
        var table = new int[first.Length + 1, second.Length + 1];
        for (var i = 0; i <= first.Length; i++)
        {
            for (var j = 0; j <= second.Length; j++)
            {
                table[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(table[i - 1, j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1), 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
            }
        }

        return table[first.Length, second.Length];
    }

    public static int Substring(int[] first, int[] second)
    {
        var best = 0;
        for (var i = 0; i < first.Length; i++)
        {
            for (var j = 0; j < second.Length; j++)
            {
                best = Math.Max(best, first.AsSpan(i).CommonPrefixLength(second.AsSpan(j)));
            }
        }

        return best;
    }

    /// <summary>Share of the reference inside an n-gram that the generated sequence has, n-gram by n-gram.</summary>
    public static double Coverage(int[] reference, int[] generated, int n)
    {
        var covered = new bool[reference.Length];
        for (var i = 0; i + n <= reference.Length; i++)
        {
            if (Enumerable.Range(0, Math.Max(0, generated.Length - n + 1)).Any(j => reference.AsSpan(i, n).SequenceEqual(generated.AsSpan(j, n))))
            {
                Array.Fill(covered, true, i, n);
            }
        }

        return covered.Length == 0 ? 0 : covered.Average(c => c ? 1.0 : 0);
    }

    /// <summary>Matching blocks as difflib finds them: the longest common stretch, then the same to its left and right.</summary>
    public static List<(int Reference, int Generated, int Length)> Blocks(int[] reference, int[] generated)
    {
        var blocks = new List<(int, int, int)>();
        Split(0, reference.Length, 0, generated.Length);
        return blocks;

        void Split(int a, int b, int c, int d)
        {
            var best = (Reference: a, Generated: c, Length: 0);
            for (var i = a; i < b; i++)
            {
                for (var j = c; j < d; j++)
                {
                    var length = reference.AsSpan(i, b - i).CommonPrefixLength(generated.AsSpan(j, d - j));
                    best = length > best.Length ? (i, j, length) : best;
                }
            }

            if (best.Length > 0)
            {
                Split(a, best.Reference, c, best.Generated);
                blocks.Add(best);
                Split(best.Reference + best.Length, b, best.Generated + best.Length, d);
            }
        }
    }

    /// <summary>Matched words after both passes over such blocks, as the paper words them.</summary>
    public static int NearVerbatim(int[] reference, int[] generated, int firstFloor, int secondFloor)
    {
        var blocks = Blocks(reference, generated).Select(b => (b.Reference, ReferenceEnd: b.Reference + b.Length, b.Generated, GeneratedEnd: b.Generated + b.Length, b.Length)).ToList();
        foreach (var (gap, difference, floor) in new[] { (2, 1, firstFloor), (10, 3, secondFloor) })
        {
            for (var i = 0; i + 1 < blocks.Count;)
            {
                var (r, g) = (blocks[i + 1].Reference - blocks[i].ReferenceEnd, blocks[i + 1].Generated - blocks[i].GeneratedEnd);
                if (r <= gap && g <= gap && Math.Abs(r - g) <= difference)
                {
                    blocks[i] = (blocks[i].Reference, blocks[i + 1].ReferenceEnd, blocks[i].Generated, blocks[i + 1].GeneratedEnd, blocks[i].Length + blocks[i + 1].Length);
                    blocks.RemoveAt(i + 1);
                }
                else
                {
                    i++;
                }
            }

            blocks.RemoveAll(b => b.Length < floor);
        }

        return blocks.Sum(b => b.Length);
    }
}
