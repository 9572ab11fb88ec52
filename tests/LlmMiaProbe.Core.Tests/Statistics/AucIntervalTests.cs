using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;
using Interval = LlmMiaProbe.Statistics.Interval;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Values computed independently of this program (float64, from the published formulas).</summary>
public sealed class AucIntervalTests
{
    private static readonly double[] Members = [2.1, 3.4, 1.9, 4.0, 2.8];
    private static readonly double[] NonMembers = [1.0, 2.0, 1.5, 2.2, 0.3, 1.7];

    [Fact]
    public void Independent_documents_have_the_hull_of_both_intervals()
    {
        var variance = VarianceOf(Labelled.From(Members, NonMembers));
        Assert.Equal(.00911111111, variance.Value, 1e-10);
        Assert.Equal(8.93198725, variance.Freedom, 1e-7);
        Equal(.448988041, .990040406, AucInterval.LogitT(.9, variance.Value, variance.Freedom));
        Equal(.543762252, .98331798, AucInterval.Newcombe(.9, 5, 6));
        Equal(.448988041, .990040406, AucEstimate.Of(Labelled.From(Members, NonMembers)));
    }

    [Fact]
    public void A_perfect_auc_of_few_documents_is_far_from_certain()
    {
        var estimate = AucEstimate.Of(Labelled.From([3, 4, 5, 6], [0, 1, 2, 2.5]));
        Assert.Equal(1, estimate.Value);
        Equal(.582284046, 1, estimate);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(2, 6)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(1, 12)]
    public void Of_all_orders_that_labels_without_meaning_can_have_at_most_one_in_forty_lies_above_one_half(int members, int nonMembers)
    {
        var (above, below, total) = (0, 0, 0);
        for (var labels = 0; labels < 1 << (members + nonMembers); labels++)
        {
            if (int.PopCount(labels) == members)
            {
                var estimate = AucEstimate.Of([.. Enumerable.Range(0, members + nonMembers).Select(i => new LabelledScore(i, ((labels >> i) & 1) == 1))]);
                (above, below, total) = (above + (estimate.Low > .5 ? 1 : 0), below + (estimate.High < .5 ? 1 : 0), total + 1);
            }
        }

        Assert.True(Math.Max(above, below) <= .025 * total, $"{above} and {below} of {total}");
    }

    [Fact]
    public void Near_duplicates_of_one_text_tell_nothing()
    {
        LabelledScore[] copies = [.. Enumerable.Range(0, 20).Select(i => new LabelledScore(i, i < 10, "\0one text", "\0one text"))];
        Assert.Equal(new Estimate(0, 0, 1), AucEstimate.Of(copies));
        Assert.Equal(1, LabelledScore.FewestUnits(copies));
        Assert.Equal(IntervalStatement.OneText, Evaluator.Evaluate("loss", [.. copies.Select(copy => new ScoredDocument(copy.IsMember ? Membership.Member : Membership.NonMember, copy.Group, AttackScore.Of(copy.Score), copy.Copies))], 100, 1).Intervals?.Note);
    }

    [Fact]
    public void Two_groups_that_a_near_duplicate_ties_together_are_one_unit_and_tell_nothing()
    {
        LabelledScore[] tied = [.. Enumerable.Range(0, 20).Select(i => new LabelledScore(i, i < 10, LabelledScore.TiedName("g1")))];
        Assert.Equal(new Estimate(0, 0, 1), AucEstimate.Of(tied));

        // One declared group tells nothing of groups, so that documents count; near-duplicates within it count once.
        LabelledScore[] declared = [.. Enumerable.Range(0, 20).Select(i => new LabelledScore(i, i % 2 == 0, "g1"))];
        Assert.InRange(AucEstimate.Of(declared).High - AucEstimate.Of(declared).Low, .2, .7);
        LabelledScore[] repeated = [.. declared.Select(score => score with { Copies = score.IsMember ? "\0a" : "\0b" })];
        Assert.Equal((0, 1), (AucEstimate.Of(repeated).Low, AucEstimate.Of(repeated).High));
        Assert.Equal((10, 1), (LabelledScore.FewestUnits(declared), LabelledScore.FewestUnits(repeated)));
    }

    [Fact]
    public void Groups_have_the_variance_of_obuchowski_and_as_many_degrees_of_freedom_less_one()
    {
        double[] scores = [2.1, 1.2, 3.0, 2.2, 1.9, 0.8, 1.5, 2.6, 3.1, 0.9, 1.1, 2.0];
        var documents = scores.Select((score, i) => new LabelledScore(score, i % 2 == 0, $"g{i / 4}")).ToArray();
        Assert.Equal(.0296296296, VarianceOf(documents.Select(d => d with { Group = null })).Value, 1e-10);
        var variance = VarianceOf(documents);
        Assert.Equal(.00694444444, variance.Value, 1e-10);
        Assert.Equal(2, variance.Freedom, 1e-9);
        Equal(.284887075, .909425631, AucInterval.LogitT(2 / 3.0, variance.Value, variance.Freedom));

        // Three groups of either label: at most as much as three documents of either label tell.
        var estimate = AucEstimate.Of(documents);
        var three = AucInterval.Newcombe(2 / 3.0, 3, 3);
        Equal(Math.Min(.284887075, three.Low), Math.Max(.909425631, three.High), estimate);
    }

    [Property]
    public Property The_null_variance_of_newcombe_is_that_of_mann_and_whitney() => Prop.ForAll(
        (from m in Gen.Choose(2, 60) from n in Gen.Choose(2, 60) select (m, n)).ToArbitrary(),
        x =>
        {
            // An AUC whose interval just ends at one half is 1.96 exact null standard errors away from it.
            var auc = .5 + (1.959963985 * Math.Sqrt((x.m + x.n + 1.0) / (12.0 * x.m * x.n)));
            if (auc < 1)
            {
                Assert.Equal(.5, AucInterval.Newcombe(auc, x.m, x.n).Low, 1e-6);
            }
        });

    [Property]
    public Property Intervals_hold_the_value_turn_round_with_the_labels_and_ignore_the_order() => Prop.ForAll(
        (from scores in Labelled.Tied from groups in Gen.Elements(null, "a", "b", "c", "d").ArrayOf(scores.Length)
         let documents = scores.Zip(groups, (s, g) => s with { Group = g }).ToArray()
         from shuffled in Gen.Shuffle(documents) select (documents, shuffled)).ToArbitrary(),
        x =>
        {
            var estimate = AucEstimate.Of(x.documents);
            Assert.InRange(estimate.Value, estimate.Low, estimate.High);
            Assert.InRange(estimate.Low, 0, estimate.High);
            Assert.InRange(estimate.High, estimate.Low, 1);
            Assert.True(estimate.High > estimate.Low);
            Assert.Equal(estimate, AucEstimate.Of(x.shuffled));
            var turned = AucEstimate.Of([.. x.documents.Select(d => d with { Score = -d.Score })]);
            Assert.Equal(1 - estimate.High, turned.Low, 1e-9);
        });

    [Fact]
    public void Copies_of_one_document_tell_no_more_than_it_does()
    {
        var alone = AucEstimate.Of(Labelled.From([3, 4, 5, 6, 2.2], [0, 1, 2, 2.5, 2.6]));
        LabelledScore[] copied = [.. Labelled.From([3, 4, 5, 6, 2.2], [0, 1, 2, 2.5, 2.6]).SelectMany((d, i) => Enumerable.Repeat(d with { Group = $"text {i}" }, 40))];
        var estimate = AucEstimate.Of(copied);
        Assert.Equal(alone.Value, estimate.Value, 12);
        Assert.InRange(estimate.Low, alone.Low - .02, alone.Low + .02);
        var naive = AucEstimate.Of([.. copied.Select(d => d with { Group = null })]);
        Assert.True(naive.High - naive.Low < (estimate.High - estimate.Low) / 3);
    }

    [Fact]
    public void One_group_of_a_label_says_nothing_and_one_group_of_all_makes_no_difference()
    {
        var scores = Labelled.From([3, 4, 5], [0, 1, 2, 3.5]);
        Equal(0, 1, AucEstimate.Of([.. scores.Select(d => d with { Group = d.IsMember ? "a" : "b" })]));
        Equal(0, 1, AucEstimate.Of(Labelled.From([3], [0, 1, 2])));
        Assert.Equal(AucEstimate.Of(scores), AucEstimate.Of([.. scores.Select(d => d with { Group = "all" })]));
    }

    [Theory]
    [InlineData(10, .5)]
    [InlineData(10, .9)]
    [InlineData(10, .97)]
    [InlineData(20, .97)]
    [InlineData(40, .9)]
    [InlineData(40, .97)]
    [Trait("Kind", "Simulation")]
    public void Intervals_of_few_documents_cover_what_they_promise(int documents, double auc)
    {
        // .94 less three standard errors of 2,000 trials.
        var covered = AucCoverage.Independent(documents / 2, documents / 2, 1, auc, 2000);
        Assert.InRange(covered.Value, .94 - (3 * Math.Sqrt(.94 * .06 / 2000)), 1);
    }

    [Theory]
    [InlineData(.5)]
    [InlineData(.9)]
    [InlineData(.97)]
    [Trait("Kind", "Simulation")]
    public void Intervals_of_ten_groups_cover_what_they_promise_and_documents_alone_do_not(double auc)
    {
        var (byGroup, byLogit, byDocument) = AucCoverage.Grouped(10, 20, mixed: false, auc, 1000);
        Assert.InRange(byGroup.Value, .93 - (3 * Math.Sqrt(.93 * .07 / 1000)), 1);
        Assert.InRange(byDocument.Value, 0, .85);

        // The variance of Obuchowski with Student's t by itself, within three standard errors of .93 to .97.
        Assert.InRange(byLogit.Value, .93 - .024, auc < .97 ? .97 + .016 : 1);
    }

    // Twelve documents a label in pairs; all non-members have the same score, so that few members carry the whole variance and the
    // values that the AUC does not contradict reach further on both sides than Student's t. Variances by hand: of the placements' sums
    // over pairs, (6/5) Σ(sum - mean)²/12², against (12/11) Σ(placement - mean)²/12² without pairs.
    [Theory]
    [InlineData("1 -1 1 -1 1 0 0 0 0 0 0 0", .323780362, .742810469)]
    [InlineData("1 1 1 0 1 0 0 0 0 0 0 0", .395437218, .8536115)]
    [InlineData("1 1 1 1 0 0 0 0 0 0 0 0", .345886453, .87760923)]
    [InlineData("1 -1 1 -1 1 -1 0 0 0 0 0 0", .224161468, .775838532)]
    [InlineData("1 -1 1 -1 1 0", .234288843, .861664756)]
    public void Pairs_count_as_fewer_documents_by_their_variance_and_not_as_more_documents_nor_fewer_than_pairs(string members, double low, double high)
    {
        // The pairs multiply the variance by .186, 1.375, 2.2 and 0: twelve a label, 12/1.375, six, and six where no variance is left to
        // compare. With three pairs of a label pairs count, whatever their variance.
        LabelledScore[] scores =
        [
            .. members.Split(' ').Select((score, i) => new LabelledScore(int.Parse(score, CultureInfo.InvariantCulture), true, $"m{i / 2}")),
            .. Enumerable.Range(0, 12).Select(i => new LabelledScore(0, false, $"n{i / 2}")),
        ];
        Equal(low, high, AucEstimate.Of(scores));
    }

    [Fact]
    public void Two_documents_a_label_tell_something_and_a_logit_needs_an_auc_within_and_a_variance()
    {
        var perfect = AucEstimate.Of(Labelled.From([3, 4], [1, 2]));
        Equal(AucInterval.Newcombe(1, 2, 2).Low, 1, perfect);
        Assert.InRange(perfect.Low, .1, .5);

        Assert.Null(AucInterval.LogitT(.9, 0, 5));
        Assert.Null(AucInterval.LogitT(1, .01, 5));
        Assert.Null(AucInterval.LogitT(0, .01, 5));
    }

    // Placements with a mean of one half; worked by hand from Obuchowski 1997.
    [Fact]
    public void Variances_of_units_of_unequal_size_have_their_closed_form()
    {
        // Sums less expectation are ±1/2 for the two units of either label: 2 · (1/4 + 1/4) / 3² each. Kish: 3² / (2² + 1²).
        Equal(2 / 9.0, 1.6, 1.8, 1.8, Variance("m 1 a, m .5 a, m 0 b, n 1 c, n 0 d, n .5 d"), isGrouped: true);

        // One unit of both labels, one of members, one of the others: 1/4 + 1/4 + 2 · (3/2) · (1/4) / 4, and 2² / (1² + ½² + ½²) - 1.
        Equal(.6875, 5 / 3.0, 2, 2, Variance("m 1 a, n 1 a, m 0 b, n 0 c"), isGrouped: true);

        // What is one unit shows no variance: only the others do, 3/2 · (1/4 + 1/4) / 3².
        Equal(1 / 12.0, 2, 1, 3, Variance("m 1 a, m 0 a, n 1 -, n .5 -, n 0 -"), isGrouped: true);
        Equal(1 / 12.0, 2, 3, 1, Variance("n 1 a, n 0 a, m 1 -, m .5 -, m 0 -"), isGrouped: true);

        // Without a variance, or with one unit of all, there is next to no freedom.
        Equal(0, 1, 2, 2, Variance("m .5 -, m .5 -, n .5 -, n .5 -"), isGrouped: false);
        Equal(1 / 36.0, 9, 2, 10, Variance($"m .5 -, m .5 -, {string.Join(", ", Enumerable.Repeat("n 1 -, n 0 -", 5))}"), isGrouped: false);
        Equal(0, .001, 1, 1, Variance("m 1 a, m 0 a, n 1 a, n 0 a"), isGrouped: true);
        Equal(.5, 2, 2, 2, Variance("m 1 -, m 0 a, n 1 b, n 0 -"), isGrouped: false);

        static void Equal(double value, double freedom, double memberUnits, double otherUnits, AucVariance variance, bool isGrouped)
        {
            Assert.Equal(value, variance.Value, 12);
            Assert.Equal(freedom, variance.Freedom, 12);
            Assert.Equal((memberUnits, otherUnits), (variance.MemberUnits, variance.NonMemberUnits));
            Assert.Equal(isGrouped, variance.IsGrouped);
        }

        static AucVariance Variance(string documents)
        {
            string[][] rows = [.. documents.Split(", ").Select(document => document.Split(' '))];
            return AucVariance.Of(
                [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))],
                [.. rows.Select(row => row[0] == "m")],
                [.. rows.Select(row => row[2] == "-" ? null : row[2])]);
        }
    }

    private static AucVariance VarianceOf(IEnumerable<LabelledScore> scores)
    {
        var documents = scores.ToArray();
        bool[] labels = [.. documents.Select(d => d.IsMember)];
        return AucVariance.Of(Placements.Of([.. documents.Select(d => d.Score)], labels), labels, [.. documents.Select(d => d.Group)]);
    }

    private static void Equal(double low, double high, Interval? interval) => Equal(low, high, new Estimate(0, interval?.Low ?? -1, interval?.High ?? -1));

    private static void Equal(double low, double high, Estimate estimate)
    {
        Assert.Equal(low, estimate.Low, 1e-7);
        Assert.Equal(high, estimate.High, 1e-7);
    }
}
