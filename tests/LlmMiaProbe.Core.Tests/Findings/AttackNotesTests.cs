using System.Globalization;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class AttackNotesTests
{
    private static readonly AttackEvaluation[] s_attacks =
    [
        Attack("loss", 60), Attack("zlib", 60), Attack("min-k", 60),
        Attack("surp", 56) with { NotApplicable = [new NotApplicableCount("too short", 8)] },
        Attack("combined", 0) with
        {
            Auc = null, TprAtFpr = [], Intervals = null, AucReason = "None of the 60 labelled non-members has a score, so nothing can be compared.", NotApplicable = [new NotApplicableCount("too few", 120)],
        },
    ];

    [Fact]
    public void A_sentence_names_the_attacks_that_it_is_about_unless_it_is_about_all() => Assert.Equal(
        [
            "all attacks but surp: TPR at 1% FPR needs at least 100 non-members; there are 60.",
            "surp: TPR at 1% FPR needs at least 100 non-members; there are 56.",
            "combined: None of the 60 labelled non-members has a score, so nothing can be compared.",
            "Intervals resample documents.",
        ],
        Notes(s_attacks, null));

    [Fact]
    public void Documents_without_a_score_are_counted_for_each_attack()
    {
        Assert.Equal(["surp: 8 documents without a score (too short).", "combined: 120 documents without a score (too few)."], AttackNotes.Unscored(s_attacks));
        Assert.Equal(["every attack: 120 documents without a score (too few)."], AttackNotes.Unscored([s_attacks[4], s_attacks[4] with { Attack = "zlib" }]));
    }

    [Fact]
    public void What_is_the_same_for_all_is_said_once()
    {
        Assert.Equal(["TPR at 1% FPR needs at least 100 non-members; there are 60.", "Intervals resample documents."], Notes(s_attacks[..3], null));
        AttackEvaluation[] unscored = [s_attacks[4], s_attacks[4] with { Attack = "zlib" }];
        Assert.Equal(["None of the 60 labelled non-members has a score, so nothing can be compared."], Notes(unscored, null));
    }

    [Fact]
    public void Other_attacks_are_called_so_after_adjustment_only()
    {
        var exploration = new Exploration(999, [new ExploratoryAttack("zlib", .04), new ExploratoryAttack("min-k", .001), new ExploratoryAttack("loss", .04), new ExploratoryAttack("surp", .2)]);
        Assert.Equal(
            "Of 4 attacks beside the first headline attack, adjusted for their number (max-T over 999 relabellings), 3 tell the labels apart: min-k (p 0.001); zlib, loss (p 0.04).",
            Notes(s_attacks, exploration)[^1]);
        Assert.EndsWith("none tells the labels apart.", Notes(s_attacks, exploration with { Attacks = [new ExploratoryAttack("surp", .2)] })[^1], StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Notes(AttackEvaluation[] attacks, Exploration? exploration) =>
        AttackNotes.Of(attacks, exploration, rate => (100 * rate).ToString(CultureInfo.InvariantCulture) + "%");

    private static AttackEvaluation Attack(string id, int documents) => new()
    {
        Attack = id, Members = documents, NonMembers = documents, Unknown = 0, NotApplicable = [], Auc = new Estimate(.6, .5, .7),
        TprAtFpr = [new TprAtFprEstimate(.01, null, ComparisonStatement.TooFew(.01, documents))],
        Intervals = new IntervalBasis(ResamplingUnit.Document, 120, 200, 0, "Intervals resample documents."),
    };
}
