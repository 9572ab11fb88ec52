using LlmMiaProbe.Core.Tests.Findings.Health;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Gates;

public sealed class GateTestTests
{
    private static readonly GateSubject s_membership = new()
    {
        Name = "run 3",
        Failed = 2,
        Membership = new RunEvaluation
        {
            Labels = new LabelCounts(50, 50, 0),
            Headline = new HeadlineChoice(["loss"], "loss."),
            Design = new TestDesign { Tested = Membership.Member, HasOwnCalibration = false, Mondrian = Mondrian.None, FalseDiscoveryRate = .1, Strata = [] },
            Attacks = [Attack("loss", new Estimate(.7, .55, .81)), Attack("min-k(k=0.1)", null), Attack("min-k(k=0.2)", new Estimate(.60004, .5, .7))],
            Collection = new CollectionEvaluation
            {
                Attack = "loss",
                Inference = new DatasetInferenceResult
                {
                    Suspects = 50, Validation = 50, Splits = 10, KeepsGroupsTogether = false, Attacks = new SplitOutcome(.004, .001, .02, new Estimate(.7, .6, .8)), Gain = new Estimate(.2, .1, .3),
                },
            },
            Health = Passages.Examine(Passages.All.Take(60)),
            Decisions = [new AttackDecisions { Attack = "loss", Tested = 50, WithoutScore = 0, Calibration = 50, Discoveries = 7, SmallestPValue = .02, Strata = [] }],
        },
    };

    private static readonly GateSubject s_extraction = new()
    {
        Name = "run 4",
        Failed = 0,
        Extraction = new ExtractionEvaluation([Document(0, 100, [10, 20, 30, 40]), Document(1, 300, [0, 0, 10, 360 - 300])]),
    };

    [Theory]
    [InlineData("auc(loss) > 0.6", "run 3: auc(loss) is 0.7 (95% interval 0.55 – 0.81), which fails the gate auc(loss) > 0.6.")]
    [InlineData("auc.low(loss) > 0.6", null)]
    [InlineData("auc.high(loss) >= 0.81", "run 3: auc.high(loss) is 0.81 (95% interval 0.55 – 0.81), which fails the gate auc.high(loss) >= 0.81.")]
    [InlineData("auc(loss) < 0.7", null)]
    [InlineData("auc(loss) <= 0.7", "run 3: auc(loss) is 0.7 (95% interval 0.55 – 0.81), which fails the gate auc(loss) <= 0.7.")]
    [InlineData("auc(min-k(k=0.2)) > 0.6", "run 3: auc(min-k(k=0.2)) is 0.60004 (95% interval 0.5 – 0.7), which fails the gate auc(min-k(k=0.2)) > 0.6.")]
    [InlineData("tpr(loss, 0.1) > 0.2", "run 3: tpr(loss, 0.1) is 0.3 (95% interval 0.1 – 0.5), which fails the gate tpr(loss, 0.1) > 0.2.")]
    [InlineData("collection.p < 0.01", "run 3: collection.p is 0.004, which fails the gate collection.p < 0.01.")]
    [InlineData("collection.p < 0.004", null)]
    [InlineData("collection.gain > 0.1", "run 3: collection.gain is 0.2 (95% interval 0.1 – 0.3), which fails the gate collection.gain > 0.1.")]
    [InlineData("collection.gain.low > 0.1", null)]
    [InlineData("blind.p <= 0.01", null)]
    [InlineData("blind.auc.low > 0.5", null)]
    [InlineData("failed > 1", "run 3: failed is 2, which fails the gate failed > 1.")]
    [InlineData("failed > 2", null)]
    [InlineData("discoveries > 6", "run 3: discoveries is 7, which fails the gate discoveries > 6.")]
    public void A_gate_fails_where_its_condition_holds(string gate, string? sentence) => AssertTested(s_membership, gate, sentence);

    [Theory]
    [InlineData("coverage(0.5) > 0.024", "run 4: coverage(0.5) is 0.025, which fails the gate coverage(0.5) > 0.024.")]
    [InlineData("coverage(0.01) >= 0.1", "run 4: coverage(0.01) is 0.1, which fails the gate coverage(0.01) >= 0.1.")]
    [InlineData("coverage(0.001) > 0.25", null)]
    public void Coverage_is_the_share_of_all_characters_together(string gate, string? sentence) => AssertTested(s_extraction, gate, sentence);

    [Theory]
    [InlineData("coverage(0.5) > 0.02", GateVerdict.Failed, "run 5: coverage(0.5) is between 0.05 and 0.1, which fails the gate coverage(0.5) > 0.02.")]
    [InlineData("coverage(0.5) > 0.2", GateVerdict.Passed, "run 5: coverage(0.5) is between 0.05 and 0.1, so it passes the gate coverage(0.5) > 0.2.")]
    [InlineData("coverage(0.5) > 0.07", GateVerdict.NotTested, "run 5: coverage(0.5) > 0.07 cannot be tested and counts as failed: the endpoint shows only that coverage(0.5) is between 0.05 and 0.1.")]
    public void Between_bounds_a_gate_is_tested_where_both_ends_agree(string gate, GateVerdict verdict, string sentence)
    {
        var (least, most) = (Document(0, 100, [10, 20, 30, 40]), Document(0, 100, [20, 20, 30, 40]).Summaries[0]);
        var subject = new GateSubject
        {
            Name = "run 5",
            Failed = 0,
            Extraction = new ExtractionEvaluation([least with { Summaries = [least.Summaries[0] with { AtMost = most }] }, Document(1, 100, [0, 0, 0, 0])]),
        };
        var outcome = GateTest.Of(Gate.Parse(gate), subject);
        Assert.Equal((verdict, sentence), (outcome.Verdict, outcome.Sentence));
    }

    [Theory]
    [InlineData("auc(min-k) > 1", "min-k was asked for with several parameters; name one of min-k(k=0.1), min-k(k=0.2)")]
    [InlineData("auc(min-k(k=0.1)) > 1", "The corpus labels no member")]
    [InlineData("auc(zlib) > 1", "zlib is not among the attacks, which are loss, min-k(k=0.1), min-k(k=0.2)")]
    [InlineData("tpr(loss, 0.001) < 0", "needs at least 1,000 non-members; there are 50")]
    [InlineData("coverage(0.5) < 0", "coverage is measured by a run about extraction ('mia-probe extract'), and run 3 is a run about membership ('mia-probe run')")]
    [InlineData("exposure(max) < 0", "exposure is measured by a test of canaries ('mia-probe canary test'), and run 3 is a run about membership ('mia-probe run')")]
    [InlineData("delta.auc(loss) < -1", "no run to compare with was named; add --compare RUN")]
    public void A_gate_that_cannot_be_tested_does_not_pass(string gate, string reason)
    {
        var outcome = GateTest.Of(Gate.Parse(gate), s_membership);
        Assert.Equal((GateVerdict.NotTested, null, $"run 3: {gate} cannot be tested and counts as failed: {reason}."), (outcome.Verdict, outcome.Value, outcome.Sentence));
        Assert.False(outcome.IsPassed);
    }

    [Theory]
    [InlineData("collection.p < 0.05", "Dataset inference needs 20 scored documents of each collection, near-duplicates counted once; there are 3 and 4")]
    [InlineData("collection.gain.low > 0", "Dataset inference needs 20 scored documents of each collection, near-duplicates counted once; there are 3 and 4")]
    [InlineData("blind.p < 0.05", "the text alone was not measured, because there are not two labels, or by an earlier version")]
    [InlineData("blind.auc > 0.6", "the text alone was not measured, because there are not two labels, or by an earlier version")]
    public void Collections_and_texts_that_were_not_compared_do_not_pass(string gate, string reason)
    {
        var subject = s_membership with
        {
            Membership = s_membership.Membership! with { Health = null, Collection = new CollectionEvaluation { Attack = "loss", Reason = CollectionStatement.TooFew(3, 4) } },
        };
        Assert.Equal($"run 3: {gate} cannot be tested and counts as failed: {reason}.", GateTest.Of(Gate.Parse(gate), subject).Sentence);
    }

    [Theory]
    [InlineData("collection.p < 0.05")]
    [InlineData("collection.gain < 0")]
    public void Collections_that_are_not_comparable_do_not_pass(string gate)
    {
        var inference = new DatasetInferenceResult
        {
            Suspects = 40, Validation = 40, Splits = 10, KeepsGroupsTogether = false, Attacks = new SplitOutcome(1, 1, 1, new Estimate(.5, .4, .6)),
            Overlap = .1, Gain = new Estimate(.1, 0, .2),
        };
        var subject = s_membership with { Membership = s_membership.Membership! with { Collection = new CollectionEvaluation { Attack = "loss", Inference = inference } } };
        Assert.Equal(
            $"run 3: {gate} cannot be tested and counts as failed: the texts of the two collections are too different to be compared.",
            GateTest.Of(Gate.Parse(gate), subject).Sentence);
    }

    private static void AssertTested(GateSubject subject, string gate, string? sentence)
    {
        var outcome = GateTest.Of(Gate.Parse(gate), subject);
        Assert.Equal(sentence is null, outcome.IsPassed);
        Assert.Equal(sentence is null ? GateVerdict.Passed : GateVerdict.Failed, outcome.Verdict);
        if (sentence is not null)
        {
            Assert.Equal(sentence, outcome.Sentence);
        }
    }

    private static AttackEvaluation Attack(string id, Estimate? auc) => new()
    {
        Attack = id,
        Members = 50,
        NonMembers = 50,
        Unknown = 0,
        NotApplicable = [],
        Auc = auc,
        AucReason = auc is null ? "The corpus labels no member." : null,
        TprAtFpr = [new TprAtFprEstimate(.1, new Estimate(.3, .1, .5), null), new TprAtFprEstimate(.001, null, "needs at least 1,000 non-members; there are 50")],
    };

    private static ExtractedDocument Document(long ordinal, int covered, int[] atLeast) => new(ordinal, $"d{ordinal}", [new WindowSummary
    {
        Request = "target/window", Windows = 1, MedianLogPz = -1, CoveredCharacters = covered, CharactersAtLeast = atLeast, GreedyWindows = 0,
        ExactMemorization = 0, ExtractionStrength = 0, Best = new WindowPlace(0, 1, 2), BestLogPz = -1, BestRankBits = 0,
    }], []);
}
