using FsCheck;
using FsCheck.Fluent;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

/// <summary>Sequences of symbols for properties, and texts as sequences.</summary>
internal static class Sequences
{
    /// <summary>Two short sequences over few symbols: much in common by chance, many ties.</summary>
    public static Arbitrary<(int[] First, int[] Second)> Pairs { get; } = (
        from symbols in Gen.Choose(1, 6)
        from first in Gen.Choose(0, symbols).ListOf()
        from second in Gen.Choose(0, symbols).ListOf()
        select (first.ToArray(), second.ToArray())).ToArbitrary();

    /// <summary>A sequence of 100 to 500 symbols and one that comes from it by a few deletions, insertions, changes and moves: words of 64 and bands matter.</summary>
    public static Arbitrary<(int[] First, int[] Second)> Edited { get; } = (
        from symbols in Gen.Elements(2, 20, 10_000)
        from length in Gen.Choose(100, 500)
        from first in Gen.Choose(0, symbols).ArrayOf(length)
        from edits in (from kind in Gen.Choose(0, 3) from place in Gen.Choose(0, 499) from symbol in Gen.Choose(0, symbols) select (kind, place, symbol)).ListOf()
        select (first, Apply(first, edits))).ToArbitrary();

    /// <summary>Words of a text, numbered together with those of the other.</summary>
    public static (int[] Reference, int[] Generated) Of(string reference, string generated)
    {
        var numbering = new WordNumbering();
        return (numbering.Read(reference).Numbers, numbering.Read(generated).Numbers);
    }

    private static int[] Apply(int[] first, IEnumerable<(int Kind, int Place, int Symbol)> edits)
    {
        var list = first.ToList();
        foreach (var (kind, place, symbol) in edits.Where(_ => list.Count > 1))
        {
            var at = place % list.Count;
            switch (kind)
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Insert(at, symbol);
                    break;
                case 2:
                    list[at] = symbol;
                    break;
                default:
                    var moved = list[..(at / 2)];
                    list.RemoveRange(0, at / 2);
                    list.AddRange(moved);
                    break;
            }
        }

        return [.. list];
    }
}
