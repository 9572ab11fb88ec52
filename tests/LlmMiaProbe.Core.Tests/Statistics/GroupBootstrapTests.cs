using LlmMiaProbe.Statistics;
using MathNet.Numerics.Random;
using Gaussian = MathNet.Numerics.Distributions.Normal;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class GroupBootstrapTests
{
    private static readonly LabelledScore[] FiveGroups =
    [
        new(4, true, "a"), new(1, true, "a"), new(2, false, "b"), new(3, true, "c"), new(0, false, "c"),
        new(5, false, "d"), new(2, false, "e"), new(2.5, false, "e"),
    ];

    private static readonly LabelledScore[] MixedGroups =
    [
        new(4, true, "a"), new(1, true, "a"), new(2, false, "b"), new(2.6, true, "b"), new(3, true, "c"), new(0, false, "c"),
        new(5, false, "d"), new(3.5, true, "d"), new(2, false, "e"), new(2.5, false, "e"),
    ];

    [Fact]
    public void The_interval_is_that_of_all_possible_draws_of_groups_that_hold_both_labels_widened_for_few_groups()
    {
        var groups = MixedGroups.GroupBy(s => s.Group).Select(g => g.ToArray()).ToArray();
        var draws = Enumerable.Range(0, 3125)
            .Select(code => Enumerable.Range(0, 5).SelectMany(i => groups[code / (int)Math.Pow(5, i) % 5]).ToArray()).ToArray();
        var exact = draws.Where(HoldsBoth).Select(d => Labelled.Curve(d).TprAtFpr(.4)).Order().ToArray();
        var vain = draws.Length - exact.Length;

        var result = Bootstrap.Run(MixedGroups, [.4], 20_000, seed: 3);

        // Four groups hold members and four non-members; 3.182 is the table's 97.5% point of Student's t with 3 degrees of freedom.
        var widening = 3.182446 / 1.959964 * Math.Sqrt(4 / 3.0);
        var median = exact[exact.Length / 2];
        Assert.Equal(Math.Max(0, median + (widening * (exact[(int)(.025 * exact.Length)] - median))), result.TprAtFpr[0].Low, 2);
        Assert.Equal(Math.Min(1, median + (widening * (exact[(int)(.975 * exact.Length)] - median))), result.TprAtFpr[0].High, 2);
        Assert.Contains("87% wider", result.Basis.Note, StringComparison.Ordinal);
        Assert.True(vain > 0);
        Assert.Equal(vain / 3125.0, result.Basis.Redrawn / (20_000.0 + result.Basis.Redrawn), .01);
    }

    [Fact]
    public void Groups_that_carry_the_signal_widen_the_interval()
    {
        var scores = GroupedScores(groups: 20, each: 20);

        var byGroup = Bootstrap.Run(scores, [.1], 1000, seed: 1);
        var byDocument = Bootstrap.Run(scores.Select(s => s with { Group = null }), [.1], 1000, seed: 1);

        Assert.Equal((ResamplingUnit.Group, 20), (byGroup.Basis.Unit, byGroup.Basis.Units));
        Assert.Equal(ResamplingUnit.Document, byDocument.Basis.Unit);
        Assert.True(byGroup.TprAtFpr[0].High - byGroup.TprAtFpr[0].Low > 1.5 * (byDocument.TprAtFpr[0].High - byDocument.TprAtFpr[0].Low));
    }

    [Fact]
    public void A_group_for_each_document_changes_the_width_little()
    {
        var scores = GroupedScores(groups: 20, each: 20);

        var alone = Bootstrap.Run(scores.Select((s, i) => s with { Group = $"g{i}" }), [.3], 2000, seed: 1).TprAtFpr[0];
        var byDocument = Bootstrap.Run(scores.Select(s => s with { Group = null }), [.3], 2000, seed: 1).TprAtFpr[0];

        Assert.InRange((alone.High - alone.Low) / (byDocument.High - byDocument.Low), .9, 1.1);
    }

    [Fact]
    public void One_group_of_all_falls_back_to_documents_and_says_so()
    {
        Assert.Equal(ResamplingUnit.Group, Bootstrap.Run(FiveGroups.Where(s => s.Group is "b" or "c"), [], 100, 1).Basis.Unit);
        var basis = Bootstrap.Run(FiveGroups.Select(s => s with { Group = "all" }), [], 100, 1).Basis;

        Assert.Equal(ResamplingUnit.Document, basis.Unit);
        Assert.Contains("all labelled documents are of one group", basis.Note, StringComparison.Ordinal);
        Assert.Contains("too narrow", basis.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_without_a_group_is_a_unit_of_its_own()
    {
        var basis = Bootstrap.Run([.. FiveGroups, new(1, true), new(1, true), new(7, false)], [], 100, 1).Basis;

        Assert.Equal((ResamplingUnit.Group, 8), (basis.Unit, basis.Units));
        Assert.Contains("the 5 groups", basis.Note, StringComparison.Ordinal);
        Assert.Contains("3 documents without one", basis.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_comes_from_few_groups_is_remarked_upon()
    {
        var note = Bootstrap.Run(FiveGroups, [], 100, 1).Basis.Note;

        Assert.Contains("The members come from only 2 of these", note, StringComparison.Ordinal);
        Assert.Contains("The non-members come from only 4 of these", note, StringComparison.Ordinal);
        Assert.DoesNotContain("come from only", Bootstrap.Run(GroupedScores(10, 4), [], 10, 1).Basis.Note, StringComparison.Ordinal);
    }

    private static bool HoldsBoth(LabelledScore[] scores) => scores.Any(s => s.IsMember) && scores.Any(s => !s.IsMember);

    /// <summary>Groups of one label each, told apart far more by their own mean than by the label.</summary>
    private static LabelledScore[] GroupedScores(int groups, int each)
    {
        var random = new Xoshiro256StarStar(11, false);
        return [.. Enumerable.Range(0, groups).SelectMany(group =>
        {
            var mean = Gaussian.Sample(random, group % 2 == 0 ? .5 : 0, 3);
            return Enumerable.Range(0, each).Select(_ => new LabelledScore(Gaussian.Sample(random, mean, 1), group % 2 == 0, $"g{group}")).ToArray();
        })];
    }
}
