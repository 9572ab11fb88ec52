using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class HeadlineStatementTests
{
    private static readonly Estimate s_none = new(.542, .459, .62);

    [Fact]
    public void A_result_names_its_numbers_and_what_the_texts_alone_reach() => Assert.Equal(
        "ez-mia tells the labels apart (AUC .933, 95% interval .905 – .963; 400 members, 400 non-members). Text alone, without the model, does not (AUC .520, p 0.33; 95% of relabellings give .443 – .558).",
        HeadlineStatement.Of(Attack("ez-mia", new Estimate(.933, .905, .963), 400), Text(.52, .33)));

    [Theory]
    [InlineData(.56, "Text alone, without the model, tells them apart, too (AUC .560, p 0.005; 95% of relabellings give .443 – .558). Part of the .933 of ez-mia may come from the texts and not from the model.")]
    [InlineData(.91, "Text alone, without the model, tells them apart, too (AUC .910, p 0.005; 95% of relabellings give .443 – .558). ez-mia is not clearly better than that, so nothing of its .933 need come from the model.")]
    public void Texts_that_tell_the_labels_apart_are_set_against_the_attack(double text, string sentence) => Assert.EndsWith(
        sentence, HeadlineStatement.Of(Attack("ez-mia", new Estimate(.933, .905, .963), 400), Text(text, .005)), StringComparison.Ordinal);

    [Fact]
    public void What_contradicts_a_no_is_named_in_the_first_sentence() => Assert.Equal(
        "Undecided: ez-mia, which was fixed beforehand, does not tell the labels apart (AUC .542, 95% interval .459 – .620; 100 members, 100 non-members), but of 3 other attacks, adjusted for their number, "
            + "2 do, clearest loss (AUC .665, 95% interval .587 – .735; p 0.002), and dataset inference by 4 attacks does (p 0.004). Text alone, without the model, does not (AUC .480, p 0.7; 95% of relabellings give .443 – .558).",
        HeadlineStatement.Of(Attack("ez-mia", s_none, 100), Text(.48, .7), Rivals(.004, ("zlib", .01), ("loss", .002), ("min-k", .3))));

    [Theory]
    [InlineData(.06, .06, "Undecided: ez-mia does not tell the labels apart (AUC .542, 95% interval .459 – .620; 100 members, 100 non-members), but it takes an AUC of .615 to show with so few documents, or groups of them, in four of five cases. ")]
    [InlineData(.05, .06, "Undecided: ez-mia, which was fixed beforehand, does not tell the labels apart (AUC .542, 95% interval .459 – .620; 100 members, 100 non-members), but dataset inference by 4 attacks does (p 0.05). ")]
    [InlineData(.06, .05, "Undecided: ez-mia, which was fixed beforehand, does not tell the labels apart (AUC .542, 95% interval .459 – .620; 100 members, 100 non-members), but the one other attack, loss, does (AUC .665, 95% interval .587 – .735; p 0.05). ")]
    public void A_no_from_few_documents_is_undecided(double inference, double loss, string sentence) => Assert.StartsWith(
        sentence, HeadlineStatement.Of(Attack("ez-mia", s_none, 100), null, Rivals(inference, ("loss", loss))), StringComparison.Ordinal);

    [Fact]
    public void A_no_from_many_documents_says_what_they_would_have_shown()
    {
        Assert.Equal(
            "loss does not tell the labels apart (AUC .510, 95% interval .470 – .550; 400 members, 400 non-members); an AUC of .557 would have shown with so many documents in four of five cases. "
                + "Text alone, without the model, does not either (AUC .500, p 0.5; 95% of relabellings give .443 – .558).",
            HeadlineStatement.Of(Attack("loss", new Estimate(.51, .47, .55), 400), Text(.5, .5)));

        // Groups make the interval of so many documents wide.
        Assert.StartsWith("Undecided: ", HeadlineStatement.Of(Attack("loss", new Estimate(.51, .3, .7), 400), null), StringComparison.Ordinal);
        Assert.Contains("not even a perfect attack", HeadlineStatement.Of(Attack("loss", new Estimate(.5, 0, 1), 2), null), StringComparison.Ordinal);
    }

    [Fact]
    public void What_contradicts_a_no_may_come_from_texts_that_tell_the_labels_apart() => Assert.EndsWith(
        "(p 0.004). Text alone, without the model, does, too (AUC .700, p 0.005; 95% of relabellings give .443 – .558). What does may do so for the texts and not for the model.",
        HeadlineStatement.Of(Attack("ez-mia", s_none, 100), Text(.7, .005), Rivals(.004, ("loss", .2))),
        StringComparison.Ordinal);

    [Fact]
    public void A_reversed_order_is_contradicted_by_attacks_alone() => Assert.Equal(
        "zlib orders the labels the wrong way round and does not tell them apart (AUC .300, 95% interval .200 – .400; 100 members, 100 non-members), but the one other attack, loss, does (AUC .665, 95% interval .587 – .735; p 0.01). "
            + "Text alone, without the model, does not tell them apart (AUC .500, p 0.5; 95% of relabellings give .443 – .558).",
        HeadlineStatement.Of(Attack("zlib", new Estimate(.3, .2, .4), 100), Text(.5, .5), Rivals(.001, ("loss", .01))));

    [Fact]
    public void A_yes_that_dataset_inference_does_not_share_says_so() => Assert.StartsWith(
        "ez-mia tells the labels apart (AUC .600, 95% interval .520 – .680; 100 members, 100 non-members), but dataset inference by 4 attacks does not (p 0.4). ",
        HeadlineStatement.Of(Attack("ez-mia", new Estimate(.6, .52, .68), 100), null, Rivals(.4, ("loss", .2))),
        StringComparison.Ordinal);

    [Fact]
    public void Groups_that_cannot_be_told_from_labels_are_named() => Assert.EndsWith(
        "Whether text alone tells them apart was not measured: labels go with whole groups (near-duplicates count as one), of which there are 3 and 2, so that at the level of groups no check is possible (6 of each are needed) "
            + "and whatever sets groups apart sets the labels apart (AUC .700).",
        HeadlineStatement.Of(Attack("loss", new Estimate(.6, .52, .68), 100), Text(.7, null)),
        StringComparison.Ordinal);

    private static AttackEvaluation Attack(string id, Estimate auc, int documents) =>
        new() { Attack = id, Members = documents, NonMembers = documents, Unknown = 0, NotApplicable = [], TprAtFpr = [], Auc = auc };

    private static HeadlineRivals Rivals(double inference, params (string Attack, double P)[] others) => new(
        [Attack("loss", new Estimate(.665, .587, .735), 100), Attack("zlib", new Estimate(.63, .55, .7), 100), Attack("min-k", new Estimate(.52, .44, .6), 100)],
        new Exploration(999, [.. others.Select(other => new ExploratoryAttack(other.Attack, other.P))]),
        new DatasetInferenceResult { Suspects = 100, Validation = 100, Splits = 10, KeepsGroupsTogether = false, Attacks = new SplitOutcome(inference, 0, 1, new Estimate(.6, .5, .7)) },
        4);

    private static SetComparison Text(double auc, double? p)
    {
        var text = new BlindBaselineResult
        {
            Auc = new Estimate(auc, auc - .05, auc + .05), PValue = p, SmallestPValue = .005, NullLow = p is null ? null : .443, NullHigh = p is null ? null : .558,
            First = 400, Second = 400, FirstUnits = 3, SecondUnits = 2, KeepsGroupsTogether = false,
        };
        var none = new ShiftEstimate(null, false, "none");
        return new SetComparison
        {
            First = 400, Second = 400, SampledFirst = 400, SampledSecond = 400, Text = text, Words = new ShiftEstimate(p is null ? null : text.Auc, text.Separates, HealthStatement.NoCheck(text)),
            Length = none, Years = none, Languages = new LanguageShift([], 0, false), Groups = 0, MixedGroups = 0,
        };
    }
}
