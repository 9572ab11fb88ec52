using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class AttackRowTests
{
    [Fact]
    public void The_headline_comes_first_then_the_highest_auc_and_what_is_missing_is_a_dash()
    {
        var attacks = new[] { Attack("b", .7), Attack("zlib", null), Attack("loss", .6, new TprAtFprEstimate(.1, new Estimate(.5, .25, .751), null)), Attack("a", .9) };
        var rows = AttackRow.Of(attacks, new HeadlineChoice(["loss"], "fixed"), null);

        Assert.Equal(["loss", "a", "b", "zlib"], rows.Select(row => row.Id));
        Assert.Equal([true, false, false, false], rows.Select(row => row.IsHeadline));
        Assert.Equal((".600", ".500 – .700"), (rows[0].Auc, rows[0].Interval));
        Assert.Equal(("–", "–", "–"), (rows[3].Auc, rows[3].Interval, rows[3].Tpr(.1)));
        Assert.Equal(("50% (25% – 75%)", "50%", "–"), (rows[0].Tpr(.1), rows[0].Tpr(.1, withInterval: false), rows[0].Tpr(.01)));
    }

    [Fact]
    public void Rates_at_which_nothing_was_measured_can_be_left_out()
    {
        var attacks = new[] { Attack("loss", .6, new TprAtFprEstimate(.001, null, "too few"), new TprAtFprEstimate(.1, new Estimate(.5, .2, .8), null)) };
        Assert.Equal([.1, .001], AttackRow.Bounds(attacks));
        Assert.Equal([.1], AttackRow.Bounds(attacks, onlyMeasured: true));
    }

    private static AttackEvaluation Attack(string id, double? auc, params TprAtFprEstimate[] rates) => new()
    {
        Attack = id,
        Members = 3,
        NonMembers = 3,
        Unknown = 0,
        Auc = auc is { } value ? new Estimate(value, value - .1, value + .1) : null,
        TprAtFpr = rates,
        NotApplicable = [],
    };
}
