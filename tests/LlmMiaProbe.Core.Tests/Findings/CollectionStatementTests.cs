using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class CollectionStatementTests
{
    private static readonly DatasetInferenceResult Found = new()
    {
        Suspects = 400,
        Validation = 1200,
        Splits = 10,
        KeepsGroupsTogether = false,
        Attacks = new SplitOutcome(.0002, .00001, .02, new Estimate(.93, .91, .95)),
        Words = new SplitOutcome(.8, .1, .9, new Estimate(.49, .46, .52)),
        Texts = new SplitOutcome(.8, .1, .9, new Estimate(.49, .46, .52)),
        Reverse = new SplitOutcome(1, .9, 1, new Estimate(.5, .4, .6)),
        Effect = new Estimate(1.2, .9, 1.5),
        Overlap = .98,
        Gain = new Estimate(.44, .4, .48),
    };

    [Fact]
    public void Scores_are_compared_with_both_effect_sizes() => Assert.Equal(
        "By ez-mia, the 400 documents under test score higher than the 1,200 non-members (permutation test, one-sided p 0.0001, smallest reachable 0.0001; "
            + "Cliff's delta .912, 95% interval .880 – .940, Cohen's d 2.410, 95% interval 2.200 – 2.600).",
        CollectionStatement.Scores(new TwoSampleResult(400, 1200, 0, .0001, .0001, new Estimate(.912, .88, .94), new Estimate(2.41, 2.2, 2.6)), "ez-mia"));

    [Fact]
    public void A_p_value_above_the_level_is_no_difference() => Assert.StartsWith(
        "By loss, the 1 document under test is not found to score higher than the 3 non-members (permutation test, one-sided p 0.25",
        CollectionStatement.Scores(new TwoSampleResult(1, 3, 0, .25, .25, new Estimate(1, 1, 1), null), "loss"),
        StringComparison.Ordinal);

    [Fact]
    public void The_inference_names_the_spread_over_halves() => Assert.Equal(
        "Dataset inference by the 14 attacks that score all of them: the 400 documents under test score higher than the 1,200 non-members, beyond what their texts explain "
            + "(length, compressibility, spelling, years, language and words), by 1.200 standard deviations, 95% interval .900 – 1.500 "
            + "(one-sided p 0.0002, twice the median of 10 random halves from 1E-05 to 0.02; AUC .930, 95% interval .910 – .950).",
        CollectionStatement.Inference(Found, 14));

    [Fact]
    public void Collections_that_differ_in_their_texts_are_not_compared()
    {
        var sentence = CollectionStatement.Inference(Found with { Overlap = .3 }, 14);
        Assert.StartsWith("Dataset inference by the 14 attacks that score all of them is not possible: 30% of the 400 documents under test lie within", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("p 0.0002", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("standard deviations", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_direction_is_said_and_is_no_finding()
    {
        var turned = Found with { Attacks = new SplitOutcome(1, 1, 1, new Estimate(.5, .4, .6)), Reverse = new SplitOutcome(1e-6, 1e-8, 1e-4, new Estimate(.9, .8, .95)) };
        var sentence = CollectionStatement.Inference(turned, 4);
        Assert.Contains("the 400 documents under test are not found to score higher than the 1,200 non-members (one-sided p 1", sentence, StringComparison.Ordinal);
        Assert.EndsWith("(p 1E-06), so these documents look less trained on than the non-members, which speaks against membership, or for swapped files.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Attacks_without_a_direction_are_said_to_have_none() => Assert.StartsWith(
        "Dataset inference by the 1 attack that scores all of them: no attack points towards membership of the 400 documents under test against the 1,200 non-members (one-sided p 1,",
        CollectionStatement.Inference(Found with { Attacks = new SplitOutcome(1, 1, 1, new Estimate(.5, .4, .6)), HalvesWithoutDirection = 10 }, 1),
        StringComparison.Ordinal);

    [Fact]
    public void A_result_of_an_earlier_version_is_said_to_be_one() => Assert.Equal(
        "Dataset inference by 14 attacks tells 400 documents under test from 1,200 non-members (p 0.0002, AUC .930, 95% interval .910 – .950, twice the median of 10 random halves from 1E-05 to 0.02), "
            + "by the method of an earlier version, which knew neither a direction nor the texts' lengths: rescore the run.",
        CollectionStatement.Inference(Found with { Effect = null, Overlap = null, Texts = null, Reverse = null }, 14));

    [Fact]
    public void Attacks_that_beat_the_words_are_said_to() => Assert.Equal(
        "The texts alone do not on the same halves (p 0.8, AUC .490, 95% interval .460 – .520), and the attacks beat them by .440 of AUC (95% interval of the difference .400 – .480).",
        CollectionStatement.Control(Found, null));

    [Fact]
    public void Words_that_separate_take_the_result_away_whatever_the_gain() => Assert.Contains(
        "The texts alone tell the collections apart on the same halves (p 0.001, AUC .490, 95% interval .460 – .520), so this says little about the model; the attacks beat them by",
        CollectionStatement.Control(Found with { Texts = Found.Texts! with { PValue = .001 } }, null),
        StringComparison.Ordinal);

    [Fact]
    public void Attacks_that_do_not_beat_the_words_say_little() => Assert.EndsWith(
        "but the attacks are not clearly better: they are ahead by .010 of AUC (95% interval of the difference -.020 – .040), so this says little about the model.",
        CollectionStatement.Control(Found with { Gain = new Estimate(.01, -.02, .04) }, null),
        StringComparison.Ordinal);

    [Fact]
    public void Without_texts_the_blind_baseline_stands_in()
    {
        var untried = Found with { Words = null, Gain = null };
        Assert.Contains("was not measured, so this says little", CollectionStatement.Control(untried, null), StringComparison.Ordinal);
        Assert.Contains("can be told apart without the model, so this says little", CollectionStatement.Control(untried, Sets(true)), StringComparison.Ordinal);
        Assert.Contains("words do not tell the collections apart (AUC .520, 95% interval .480 – .560)", CollectionStatement.Control(untried, Sets(false)), StringComparison.Ordinal);
    }

    private static SetComparison Sets(bool separates)
    {
        var shift = new ShiftEstimate(new Estimate(.52, .48, .56), separates, null);
        return new SetComparison
        {
            First = 1, Second = 1, SampledFirst = 1, SampledSecond = 1, Words = shift, Length = shift with { Separates = false }, Years = shift with { Separates = false },
            Languages = new LanguageShift([], 0, false), Groups = 0, MixedGroups = 0,
        };
    }
}
