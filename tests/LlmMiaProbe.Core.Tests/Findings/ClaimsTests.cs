using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

/// <summary>No sentence says that a document was, or was not, learned from: numbers about other documents cannot show it.</summary>
public sealed partial class ClaimsTests
{
    private static readonly int[] Sizes = [0, 1, 2, 19, 20, 99, 100, 999, 1000, 12_345];

    [Theory]
    [InlineData("this document was in the training set")]
    [InlineData("The model was trained on 3 of these")]
    [InlineData("ticket-7 is a member")]
    [InlineData("these are non-members with 95% confidence")]
    [InlineData("The text has been memorised")]
    [InlineData("part of the training data")]
    [InlineData("This is proof of training")]
    [InlineData("the model has seen it")]
    public void The_scan_finds_claims(string claim) => Assert.Matches(Claim(), claim);

    [Fact]
    public void The_caveat_denies_proof_and_names_its_condition()
    {
        Assert.DoesNotMatch(Claim(), Caveat.Standing);
        Assert.StartsWith("This is not proof of training;", Caveat.Standing, StringComparison.Ordinal);
        Assert.Contains("exchangeable", Caveat.Standing, StringComparison.Ordinal);
    }

    [Fact]
    public void No_sentence_from_any_numbers_claims_membership()
    {
        var size = Gen.OneOf(Gen.Elements(Sizes), Gen.Choose(0, 200_000));
        var cases = from a in size from b in size from c in size from d in size from rate in Gen.Choose(1, 999) select (a, b, c, d, rate: rate / 1000.0);
        Prop.ForAll(cases.ToArbitrary(), x => Assert.All(Sentences(x.a, x.b, x.c, x.d, x.rate), AssertHarmless))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void No_evaluation_claims_membership()
    {
        var documents =
            from size in Gen.Choose(0, 40)
            from each in
                (from label in Gen.Elements(Membership.Member, Membership.NonMember, Membership.Unknown)
                 from score in Gen.Choose(-1, 6)
                 from groupName in Gen.Elements(null, "a", "b", "c", "d", "e")
                 select new ScoredDocument(label, groupName, score < 0 ? AttackScore.NotApplicable("too short") : AttackScore.Of(score))).ArrayOf(size)
            select each;
        Prop.ForAll(documents.ToArbitrary(), x =>
        {
            var evaluation = Evaluator.Evaluate("loss", x, 5, 1);
            Assert.All([evaluation.AucReason, evaluation.Intervals?.Note, .. evaluation.TprAtFpr.Select(t => t.Reason)], AssertHarmless);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Sentences_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Sentences(3_000, 12_345, 400, 999, .125);
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NumberDecimalSeparator = "~";
            odd.NumberFormat.NumberGroupSeparator = "_";
            odd.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Sentences(3_000, 12_345, 400, 999, .125));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static List<string?> Sentences(int a, int b, int c, int d, double rate)
    {
        var (part, total) = (Math.Min(a, b), Math.Max(a, b));
        var score = ScoreStatement.Of(part, total);
        return
        [
            score.Text, score.Remark,
            DiscoveryStatement.Of(part, total, c, rate), DiscoveryStatement.Resolution(total, c, rate),
            ComparisonStatement.WhyNot(a, b, Math.Min(a, c), Math.Min(b, d)), ComparisonStatement.TooFew(rate, a),
            IntervalStatement.ByDocument(a), IntervalStatement.ByGroup(a, b, c, d), IntervalStatement.WithoutWidth,
        ];
    }

    private static void AssertHarmless(string? sentence)
    {
        if (sentence is not null)
        {
            Assert.NotEmpty(sentence);
            Assert.DoesNotMatch(Claim(), sentence);
        }
    }

    [GeneratedRegex(
        @"\b(is|are|was|were|be|been) (not )?(an? )?(non-)?members?\b|\btrained\b|\btraining (set|data|corpus|text)|\bin the training\b"
            + @"|(?<!not )\bproof\b|\bprove[sdn]?\b|\bmemori[sz]|\b(has|have|had) seen\b|\blearned\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Claim();
}
