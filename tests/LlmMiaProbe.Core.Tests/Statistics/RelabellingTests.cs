using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class RelabellingTests
{
    [Theory]
    [InlineData("1 1 0 0", "- - - -", 1.0 / 6)]
    [InlineData("1 0 0 1 0 0", "a a a b b b", 1.0 / 9)]
    [InlineData("1 1 0 0 1 1 0 0", "a a b b c c d d", 1.0 / 6)]
    [InlineData("1 1 0 0", "a a b b", 1.0 / 2)]
    [InlineData("1 1 0 0 1 0", "a a b b - c", 1.0 / 4)]
    [InlineData("1 1 0 0", "a a - -", 1)]
    public void The_smallest_p_value_counts_the_ways_in_which_labels_could_have_fallen(string labels, string groups, double smallest) =>
        Assert.Equal(smallest, Of(labels, groups).SmallestPValue, 1e-12);

    [Theory]
    [InlineData("1 0", "- -", false)]
    [InlineData("1 0", "a a", false)]
    [InlineData("1 1 0 0", "a a b b", true)]
    [InlineData("1 1 0 0", "a a - -", true)]
    [InlineData("1 1 0 0 1 0", "a a b b - -", false)]
    [InlineData("1 1 1 1 1 1 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0", "a a b b c c d d e e A A B B C C D D E E F F", true)]
    [InlineData("1 1 1 1 1 1 1 1 1 1 1 1 0 0 0 0 0 0 0 0 0 0", "a a b b c c d d e e f f A A B B C C D D E E", true)]
    [InlineData("1 1 1 1 1 1 1 1 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0", "a a b b c c d d e e f f A A B B C C D D E E F F", false)]
    public void Whole_groups_need_six_of_either_label(string labels, string groups, bool tooFew) => Assert.Equal(tooFew, Of(labels, groups).HasTooFewGroups);

    [Theory]
    [InlineData("1 1 0 0", "- - - -", 2, 2)]
    [InlineData("1 0 0 1 0 0", "a a a b b b", 2, 2)]
    [InlineData("1 1 0 0 1 0 0", "a a b b - c -", 2, 3)]
    [InlineData("1 1 1 0 1", "a a b b -", 3, 1)]
    public void Units_are_groups_and_documents_that_are_alone(string labels, string groups, int first, int second) =>
        Assert.Equal((first, second), (Of(labels, groups).FirstUnits, Of(labels, groups).SecondUnits));

    [Fact]
    public void All_ways_come_equally_often()
    {
        // Within "a" one of three, and one of the whole groups "b" and "c": six ways. 6,000 draws leave 1,000 each, deviation 29.
        var relabelling = Of("1 0 0 1 1 0 0 0", "a a a b b c c c");
        var ways = Enumerable.Range(1, 6000).GroupBy(number => string.Concat(relabelling.Draw(number, 3).Select(label => label ? '1' : '0'))).ToList();
        Assert.Equal(["00100111", "00111000", "01000111", "01011000", "10000111", "10011000"], ways.Select(way => way.Key).Order());
        Assert.All(ways, way => Assert.InRange(way.Count(), 880, 1120));
        Assert.NotEqual(Enumerable.Range(1, 30).Select(number => relabelling.Draw(number, 3)), Enumerable.Range(1, 30).Select(number => relabelling.Draw(number, 4)));
    }

    [Property]
    public Property A_relabelling_keeps_groups_and_how_many_units_have_each_label() => Prop.ForAll(
        (from size in Gen.Choose(2, 30)
         from documents in (from label in Gen.Elements(true, false) from name in Gen.Elements(null, "a", "b", "c", "d", "e", "f") select (Label: label, Group: name)).ArrayOf(size)
         from number in Gen.Choose(1, 1000)
         select (documents, number)).ToArbitrary(),
        x =>
        {
            bool[] before = [.. x.documents.Select(d => d.Label)];
            var relabelling = Relabelling.Of(before, [.. x.documents.Select(d => d.Group)]);
            var after = relabelling.Draw(x.number, 3);
            Assert.Equal(after, relabelling.Draw(x.number, 3));
            foreach (var group in Enumerable.Range(0, before.Length).Where(i => x.documents[i].Group is not null).GroupBy(i => x.documents[i].Group))
            {
                var isMixed = group.Select(i => before[i]).Distinct().Count() > 1;
                Assert.Equal(isMixed ? group.Count(i => before[i]) : after[group.First()] ? group.Count() : 0, group.Count(i => after[i]));
            }

            var units = Enumerable.Range(0, before.Length).GroupBy(i => x.documents[i].Group ?? $"-{i}").Where(unit => unit.Select(i => before[i]).Distinct().Count() == 1).ToList();
            Assert.Equal(units.Count(unit => unit.Count() == 1 && before[unit.First()]), units.Count(unit => unit.Count() == 1 && after[unit.First()]));
            Assert.Equal(units.Count(unit => before[unit.First()]), units.Count(unit => after[unit.First()]));
        });

    private static Relabelling Of(string labels, string groups) =>
        Relabelling.Of([.. labels.Split(' ').Select(label => label == "1")], [.. groups.Split(' ').Select(group => group == "-" ? null : group)]);
}
