using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmMiaProbe.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] AttackIds = ["loss", "zlib", "min-k", "min-k-plus-plus", "reference-difference", "wbc"];

    private static readonly Gen<string> ShortWords =
        from length in Gen.Choose(0, 4)
        from letters in Gen.ArrayOf(Gen.Elements('a', 'b', 'c'), length)
        select new string(letters);

    [Property]
    public Property The_distance_equals_the_shortest_path_found_by_trying_every_edit() =>
        Prop.ForAll(ShortWords.ToArbitrary(), ShortWords.ToArbitrary(), (from, to) =>
            NearestName.Distance(from, to) == EditsByBreadthFirstSearch(from, to));

    [Property]
    public Property The_distance_is_symmetric_and_obeys_the_triangle_inequality() =>
        Prop.ForAll(ShortWords.ToArbitrary(), ShortWords.ToArbitrary(), ShortWords.ToArbitrary(), (a, b, c) =>
            NearestName.Distance(a, b) == NearestName.Distance(b, a)
            && NearestName.Distance(a, c) <= NearestName.Distance(a, b) + NearestName.Distance(b, c));

    [Theory]
    [InlineData("ca", "abc", 2)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Llama", "lAMLA", 2)]
    public void Known_distances_are_reproduced(string from, string to, int expected) =>
        Assert.Equal(expected, NearestName.Distance(from, to));

    [Theory]
    [InlineData("lss", "loss")]
    [InlineData("LOSS", "loss")]
    [InlineData("min-k-plus-pluss", "min-k-plus-plus")]
    [InlineData("mink", "min-k")]
    [InlineData("refrence-diference", "reference-difference")]
    public void A_typo_finds_the_name_that_was_meant(string typed, string meant) =>
        Assert.Equal(meant, NearestName.Find(typed, AttackIds));

    [Theory]
    [InlineData("perplexity")]
    [InlineData("los-angeles")]
    [InlineData("")]
    public void A_name_unlike_all_others_finds_nothing(string typed) => Assert.Null(NearestName.Find(typed, AttackIds));

    [Fact]
    public void Of_equally_near_names_the_first_is_taken() => Assert.Equal("abd", NearestName.Find("abc", ["abd", "abe"]));

    [Property]
    public Property What_is_found_is_never_farther_than_any_other_candidate() =>
        Prop.ForAll(ShortWords.ToArbitrary(), ShortWords.ArrayOf().ToArbitrary(), (name, candidates) =>
            NearestName.Find(name, candidates) is not { } found
                ? candidates.All(candidate => NearestName.Distance(name, candidate) > 1)
                : candidates.All(candidate => NearestName.Distance(name, candidate) >= NearestName.Distance(name, found)))
            ;

    private static int EditsByBreadthFirstSearch(string from, string to)
    {
        var longest = Math.Max(from.Length, to.Length);
        var seen = new HashSet<string> { from };
        var frontier = new List<string> { from };
        for (var edits = 0; ; edits++)
        {
            if (frontier.Contains(to))
            {
                return edits;
            }

            frontier = frontier.SelectMany(AllSingleEdits).Where(word => word.Length <= longest && seen.Add(word)).ToList();
        }
    }

    private static IEnumerable<string> AllSingleEdits(string word)
    {
        for (var at = 0; at <= word.Length; at++)
        {
            foreach (var letter in "abc")
            {
                yield return word.Insert(at, letter.ToString());
                if (at < word.Length)
                {
                    yield return word.Remove(at, 1).Insert(at, letter.ToString());
                }
            }

            if (at < word.Length)
            {
                yield return word.Remove(at, 1);
            }

            if (at + 1 < word.Length)
            {
                yield return word.Remove(at, 2).Insert(at, $"{word[at + 1]}{word[at]}");
            }
        }
    }
}
