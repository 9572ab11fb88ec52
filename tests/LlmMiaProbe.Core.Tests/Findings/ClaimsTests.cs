using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

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

    [Property(MaxTest = 2000)]
    public Property No_sentence_from_any_numbers_claims_membership()
    {
        var size = Gen.OneOf(Gen.Elements(Sizes), Gen.Choose(0, 200_000));
        var cases = from a in size from b in size from c in size from d in size from rate in Gen.Choose(1, 999) select (a, b, c, d, rate: rate / 1000.0);
        return Prop.ForAll(cases.ToArbitrary(), x => Assert.All(Sentences(x.a, x.b, x.c, x.d, x.rate), AssertHarmless));
    }

    [Property(MaxTest = 500)]
    public Property No_evaluation_claims_membership()
    {
        var documents =
            from size in Gen.Choose(0, 40)
            from each in
                (from label in Gen.Elements(Membership.Member, Membership.NonMember, Membership.Unknown)
                 from score in Gen.Choose(-1, 6)
                 from groupName in Gen.Elements(null, "a", "b", "c", "d", "e")
                 select new ScoredDocument(label, groupName, score < 0 ? AttackScore.NotApplicable("too short") : AttackScore.Of(score))).ArrayOf(size)
            select each;
        return Prop.ForAll(documents.ToArbitrary(), x =>
        {
            var evaluation = Evaluator.Evaluate("loss", x, 5, 1);
            Assert.All([evaluation.AucReason, evaluation.Intervals?.Note, .. evaluation.TprAtFpr.Select(t => t.Reason)], AssertHarmless);
        });
    }

    [Fact]
    public void No_reason_for_a_headline_claims_membership() => Assert.All(
        from hasReference in new[] { true, false }
        from hasShadows in new[] { true, false }
        from attacks in AttackSelection.Defaults.Select(attack => new[] { attack }).Append([.. AttackSelection.Defaults])
        select HeadlineChoice.Of(attacks, hasReference, hasShadows).Reason,
        AssertHarmless);

    [Fact]
    public void No_guide_to_reading_and_no_glossary_claims_membership()
    {
        Assert.All([.. ReadingGuide.ShowsNot, .. ReadingGuide.ExtractionShowsNot], AssertHarmless);
        Assert.All(Glossary.Terms(membership: true, extraction: true), term => AssertHarmless(term.Meaning));
    }

    [Theory]
    [InlineData(true, false, "AUC", "p_z")]
    [InlineData(false, true, "p_z", "AUC")]
    public void The_glossary_keeps_to_what_was_asked_and_to_the_order_of_its_words(bool membership, bool extraction, string there, string notThere)
    {
        List<string> names = [.. Glossary.Terms(membership, extraction).Select(term => term.Name)];
        Assert.Equal(names.Order(StringComparer.OrdinalIgnoreCase), names);
        Assert.Contains(there, names);
        Assert.DoesNotContain(notThere, names);
        Assert.Equal(Glossary.Terms(true, true).Select(term => term.Name).Distinct(), Glossary.Terms(true, true).Select(term => term.Name));
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
            .. Discoveries(part, total, c, rate), DiscoveryStatement.Meaning(rate),
            .. from design in Designs(a, b, c, d, rate)
               from verdict in Enum.GetValues<HeadlineVerdict>().Cast<HeadlineVerdict?>().Append(null)
               from isContradicted in new[] { true, false }
               select PlainStatement.Of(design, null, Evaluation(new Estimate(.5, .5, .5)) with { Members = a + 1, NonMembers = b + 1 }, verdict, isContradicted),
            .. Designs(a, b, c, d, rate).SelectMany(design => new[] { DesignStatement.Of(design), DesignStatement.Warning(design), DesignStatement.SmallStrata(design) }),
            .. Comparisons(a, b, c, d, rate).SelectMany(sets => (IEnumerable<string?>)
            [
                HealthStatement.Labels(sets), HealthStatement.Calibration(sets), HealthStatement.Discoveries(sets), sets.Text is null ? null : HealthStatement.NoCheck(sets.Text), HealthStatement.Properties, HealthStatement.UnmixedGroups(sets), HealthStatement.Sample(sets), HealthStatement.TooFew(a, b),
                .. from auc in new[] { rate, 1 - rate, .5 }
                   from rivals in new[] { null, Rivals(a, rate), Rivals(a, .01) }
                   select HeadlineStatement.Of(Evaluation(new Estimate(auc, auc - .01, auc + .01)) with { Members = a + 1, NonMembers = b + 1 }, sets, rivals),
                HeadlineStatement.Of(Evaluation(new Estimate(rate, rate, rate)), null), HeadlineStatement.Absent("loss"),
            ]),
            QuestionStatement.WithoutControls, QuestionStatement.ControlsOnly, QuestionStatement.Extraction, QuestionStatement.Refusals, QuestionStatement.Titles(part, total),
            .. from set in new[] { Membership.Member, Membership.Unknown }
               from comparison in Comparisons(a, b, c, d, rate).Prepend(null)
               from auc in new[] { rate, 1 - rate, .5 }
               from evaluation in new[] { Evaluation(new Estimate(auc, auc - .01, auc + .01)), Evaluation(new Estimate(auc, auc, auc)) with { Auc = null } }
               select QuestionStatement.Of(set, evaluation with { Members = a, NonMembers = b }, comparison),
            .. Collections(a, b, c, rate), CollectionStatement.TooFew(a, b), CollectionStatement.NoFeature, CollectionStatement.Assumption, ExchangeabilityStatement.Assumption,
            ComparisonStatement.WhyNot(a, b, Math.Min(a, c), Math.Min(b, d)), ComparisonStatement.TooFew(rate, a),
            ChangeStatement.Standing, ChangeStatement.Crossing, .. Changes(a, b, c, d, rate),
            IntervalStatement.ByDocument(a), IntervalStatement.ByGroup(a, b, c, d, 1 + rate), IntervalStatement.WithoutWidth,
        ];
    }

    private static IEnumerable<string?> Discoveries(int part, int total, int c, double rate)
    {
        foreach (var units in new[] { c, (c + 1) / 2 })
        {
            var stratum = new StratumDecisions("all", total, c, 1.0 / (units + 1), part) { TestedUnits = total, CalibrationUnits = units, DiscoveredUnits = part };
            var decisions = new AttackDecisions
            {
                Attack = "loss", Tested = total, WithoutScore = 0, Calibration = c, Discoveries = part, SmallestPValue = 1.0 / (units + 1), WithCopiesInCalibration = c - units, Strata = [stratum],
            };
            yield return DiscoveryStatement.Of(decisions, rate);
            yield return DiscoveryStatement.Resolution(Resolution.Of(decisions, rate), rate);
        }
    }

    private static IEnumerable<string?> Changes(int a, int b, int c, int d, double rate)
    {
        yield return ChangeStatement.Of(new PairingCounts(a, b, c, d), a, b);
        yield return ChangeStatement.WhyNot(a, b, c, d);
        yield return ChangeStatement.ByUnit(a, b, 1 + rate);
        yield return ChangeStatement.ByPiece(a, b, 1 + rate);
        yield return ChangeStatement.NoUnits(a);
        yield return ChangeStatement.Of(ExposureChange.Of("found by loss", rate, [(a, "x", a > b, c > d)]), a, b);
        foreach (var change in new[] { new Estimate(rate, rate / 2, rate), new Estimate(-rate, -1, -rate), new Estimate(0, -rate, rate) })
        {
            var attack = new AttackChange { Attack = "loss", IsHeadline = true, Members = a, NonMembers = b, Earlier = rate, Later = 1 - rate, Change = change };
            yield return ChangeStatement.Of(attack, a, b);
            yield return ChangeStatement.Of(new CoverageChange(.01, rate, 1 - rate, change), a, b);
            yield return ChangeStatement.Of(new CoverageChange(.5, rate, 1 - rate, null), a, b);
        }
    }

    private static IEnumerable<string> Collections(int a, int b, int c, double rate)
    {
        var estimate = new Estimate(rate, rate / 2, Math.Min(1, 2 * rate));
        foreach (var (p, q) in new[] { (rate, 1 - rate), (.001, rate), (rate, .001) })
        {
            var attacks = new SplitOutcome(p, p / 2, Math.Min(1, 2 * p), estimate);
            foreach (var gain in new[] { estimate, new Estimate(0, -rate, rate), new Estimate(-rate, -1, -rate) })
            {
                var inference = new DatasetInferenceResult
                {
                    Suspects = a, Validation = b, Splits = c, KeepsGroupsTogether = a > b, Attacks = attacks, Words = attacks with { PValue = q }, Gain = gain,
                };
                yield return CollectionStatement.Inference(inference, c);
                yield return CollectionStatement.Control(inference, null);
                yield return CollectionStatement.Control(inference with { Words = null, Gain = null }, a > b ? null : Comparisons(a, b, c, a, rate).First());
            }

            yield return CollectionStatement.Scores(new TwoSampleResult(a, b, c, p, q, estimate, a > b ? estimate : null), "loss");
            yield return ExchangeabilityStatement.Of(new ExchangeabilityResult(a, b, rate - .5, a > b ? rate : null, a > b ? q : null, p, q), c);
        }
    }

    private static IEnumerable<TestDesign> Designs(int a, int b, int c, int d, double rate) =>
        from tested in new Membership?[] { Membership.Unknown, Membership.Member, null }
        from mondrian in Enum.GetValues<Mondrian>()
        select new TestDesign
        {
            Tested = tested,
            HasOwnCalibration = a > b,
            Mondrian = mondrian,
            FalseDiscoveryRate = rate,
            Strata = [new TestStratum("a", tested is null ? 0 : a, b), new TestStratum("b", tested is null ? 0 : c, d)],
        };

    private static IEnumerable<SetComparison> Comparisons(int a, int b, int c, int d, double rate)
    {
        var auc = new Estimate(rate, rate / 2, Math.Min(1, 2 * rate));
        var reason = HealthStatement.TooFew(a, b);
        return
            from words in new[] { new ShiftEstimate(auc, false, null), new ShiftEstimate(auc, true, null), new ShiftEstimate(null, false, reason ?? "there are none") }
            from other in new[] { new ShiftEstimate(auc, false, null), new ShiftEstimate(auc, true, null) }
            from text in new[] { null, Text(auc, rate, a, b), Text(auc, .005, a, b), Text(auc, null, a, b) }
            select new SetComparison
            {
                First = Math.Max(a, c),
                Second = Math.Max(b, d),
                SampledFirst = Math.Min(a, c),
                SampledSecond = Math.Min(b, d),
                Text = text,
                Words = words,
                Length = other,
                Years = other,
                Languages = new LanguageShift([new LanguageShare("English", rate, 1 - rate)], rate, other.Separates),
                Groups = a,
                MixedGroups = Math.Min(a, b % 3),
            };
    }

    private static BlindBaselineResult Text(Estimate auc, double? p, int a, int b) => new()
    {
        Auc = auc, PValue = p, SmallestPValue = .005, NullLow = p is null ? null : .4, NullHigh = p is null ? null : .6, First = a, Second = b, FirstUnits = a, SecondUnits = b, KeepsGroupsTogether = a > b,
    };

    private static HeadlineRivals Rivals(int a, double p)
    {
        var estimate = new Estimate(p, p / 2, p);
        return new HeadlineRivals(
            [Evaluation(estimate) with { Attack = "zlib" }],
            new Exploration(999, [new ExploratoryAttack("zlib", p), .. Enumerable.Range(0, a % 3).Select(i => new ExploratoryAttack($"other{i}", p + .01))]),
            a % 2 == 0 ? null : new DatasetInferenceResult { Suspects = a, Validation = a, Splits = 10, KeepsGroupsTogether = false, Attacks = new SplitOutcome(p, p, p, estimate) },
            a);
    }

    private static AttackEvaluation Evaluation(Estimate auc) =>
        new() { Attack = "loss", Members = 1, NonMembers = 1, Unknown = 0, NotApplicable = [], TprAtFpr = [], Auc = auc };

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
