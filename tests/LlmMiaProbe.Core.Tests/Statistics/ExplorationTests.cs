using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ExplorationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [Trait("Kind", "Simulation")]
    public void Of_attacks_without_a_signal_any_is_found_no_more_often_than_stated(int groupSize)
    {
        // Three standard errors above .05 is .096.
        var found = NullSimulations.AnyAttack(groupSize, trials: 200);
        Assert.True(found.Count <= .09 * found.Trials, $"In {found.Count} of {found.Trials} families an attack was found.");
    }

    [Fact]
    public void Labels_within_what_near_duplicates_tie_together_do_not_change_places()
    {
        bool[] isMember = [.. Enumerable.Range(0, 40).Select(i => i < 20)];
        (string, double?[])[] attack = [("signature", [.. Enumerable.Range(0, 40).Select(i => (double?)-i)])];
        Assert.NotNull(Exploration.Run(isMember, [.. Enumerable.Repeat("one declared group", 40)], attack, 1));
        Assert.Null(Exploration.Run(isMember, [.. Enumerable.Repeat("\0one text", 40)], attack, 1));
        Assert.Null(Exploration.Run(isMember, [.. Enumerable.Repeat(LabelledScore.TiedName("one of two groups"), 40)], attack, 1));
    }

    [Fact]
    public void One_attack_has_the_exact_p_value_of_Mann_and_Whitney()
    {
        // Four against four, U = 14 of 16: 4 of 70 arrangements (1, 1 and 2 with U of 16, 15 and 14) have at least that.
        double?[] scores = [8, 7, 6, 3, 5, 4, 2, 1];
        var exploration = Exploration.Run([true, true, true, true, false, false, false, false], new string?[8], [("a", scores)], 1, draws: 19_999);
        Assert.Equal(4 / 70.0, Assert.Single(exploration?.Attacks ?? []).AdjustedPValue, .006);
    }

    [Fact]
    public void Adjusted_p_values_grow_with_the_family_and_missing_scores_are_left_out()
    {
        var random = new Random(2);
        bool[] isMember = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0)];
        double?[] Scores(double signal) => [.. isMember.Select((member, i) => i < 4 ? null : (double?)(random.NextDouble() + (member ? signal : 0)))];
        var clear = Scores(.35);
        var alone = Exploration.Run(isMember, new string?[60], [("clear", clear)], 5);
        var many = Exploration.Run(isMember, new string?[60], [("clear", clear), .. Enumerable.Range(0, 20).Select(a => ($"noise{a}", Scores(0))), ("none", new double?[60])], 5);
        Assert.Equal(21, many?.Attacks.Count);
        Assert.True(many?.Attacks[0].AdjustedPValue >= alone?.Attacks[0].AdjustedPValue);
        Assert.Equal("clear", Assert.Single(many?.Found ?? []).Attack);
    }

    [Fact]
    public void Labels_that_could_not_have_fallen_otherwise_say_nothing()
    {
        bool[] isMember = [true, true, false, false];
        Assert.Null(Exploration.Run(isMember, ["a", "a", "b", "b"], [("a", [4, 3, 2, 1])], 1));
        Assert.Null(Exploration.Run(isMember, new string?[4], [("a", [4, 3, 2, 1])], 1));
        Assert.Null(Exploration.Run(isMember, new string?[4], [], 1));
        Assert.Null(Exploration.Run([.. Enumerable.Range(0, 60).Select(i => i % 2 == 0)], new string?[60], [], 1));
    }

    [Fact]
    public void Fewer_than_six_groups_of_a_label_say_nothing_although_their_relabellings_are_many()
    {
        // Five and five groups can fall in 252 ways, and 1/252 is below the level.
        Assert.Null(OfGroups(5));
        Assert.NotNull(OfGroups(6));

        static Exploration? OfGroups(int each) => Exploration.Run(
            [.. Enumerable.Range(0, 4 * each).Select(i => i < 2 * each)],
            [.. Enumerable.Range(0, 4 * each).Select(i => $"g{i / 2}")],
            [("a", [.. Enumerable.Range(0, 4 * each).Select(i => (double?)-i)])],
            1);
    }

    [Fact]
    public void A_p_value_of_exactly_the_level_counts_and_draws_that_cannot_reach_it_say_nothing()
    {
        // Of 19 relabellings none reaches a perfect order of 30 and 30 documents: 1/20. Of 18 no p-value is below 1/19.
        bool[] isMember = [.. Enumerable.Range(0, 60).Select(i => i < 30)];
        (string, double?[])[] perfect = [("a", [.. Enumerable.Range(0, 60).Select(i => (double?)-i)])];
        Assert.Equal(Exploration.Level, Assert.Single(Exploration.Run(isMember, new string?[60], perfect, 1, draws: 19)?.Found ?? []).AdjustedPValue);
        Assert.Null(Exploration.Run(isMember, new string?[60], perfect, 1, draws: 18));
    }

    [Fact]
    public void An_attack_that_gives_all_the_same_score_is_never_found()
    {
        bool[] isMember = [.. Enumerable.Range(0, 60).Select(i => i < 30)];
        (string Attack, double?[] Scores) constant = ("constant", [.. Enumerable.Repeat((double?)1, 60)]);
        Assert.Equal(1, Assert.Single(Exploration.Run(isMember, new string?[60], [constant], 1)?.Attacks ?? []).AdjustedPValue);

        // It stands at 0, which the larger of it and another always reaches.
        var both = Exploration.Run(isMember, new string?[60], [constant, ("clear", [.. Enumerable.Range(0, 60).Select(i => (double?)-i)])], 1);
        Assert.Equal((1, .001), (both?.Attacks[0].AdjustedPValue, both?.Attacks[1].AdjustedPValue));
        Assert.Equal("clear", Assert.Single(both?.Found ?? []).Attack);
    }

    [Fact]
    public void An_attack_with_few_scores_does_not_hide_one_with_many()
    {
        // The AUC of eight documents strays to 1 or 0 in one of 35 relabellings, but that is only 2.3 of its deviations; a perfect order of
        // sixty documents is 6.6 of its own.
        bool[] isMember = [.. Enumerable.Range(0, 60).Select(i => i < 30)];
        double?[] few = [.. Enumerable.Range(0, 60).Select(i => i is >= 26 and < 34 ? (double?)(i * 3 % 8) : null)];
        double?[] many = [.. Enumerable.Range(0, 60).Select(i => (double?)-i)];
        Assert.Equal(.001, Exploration.Run(isMember, new string?[60], [("few", few), ("many", many)], 1)?.Attacks[1].AdjustedPValue);
    }

    [Fact]
    public void What_is_found_stands_with_the_clearest_first()
    {
        // One attack is right of all documents, one wrong of every fourth.
        bool[] isMember = [.. Enumerable.Range(0, 40).Select(i => i < 20)];
        double?[] clearest = [.. Enumerable.Range(0, 40).Select(i => (double?)-i)];
        double?[] clear = [.. Enumerable.Range(0, 40).Select(i => (double?)((i < 20) == (i % 4 > 0) ? 1 : 0))];
        var found = Exploration.Run(isMember, new string?[40], [("clear", clear), ("clearest", clearest)], 1, draws: 9999)?.Found ?? [];
        Assert.Equal(["clearest", "clear"], found.Select(attack => attack.Attack));
        Assert.True(found[0].AdjustedPValue < found[1].AdjustedPValue);
    }

    [Fact]
    public void Relabellings_that_leave_an_attack_one_label_say_nothing_of_it()
    {
        // Two of 40 documents have a score, one of either label in the right order: 20 · 20 of 40 · 39 orders are as good.
        double?[] scores = [2, .. new double?[38], 1];
        var exploration = Exploration.Run([.. Enumerable.Range(0, 40).Select(i => i < 20)], new string?[40], [("rare", scores)], 1, draws: 19_999);
        Assert.Equal(400 / 1560.0, Assert.Single(exploration?.Attacks ?? []).AdjustedPValue, .015);
    }

    [Fact]
    public void Ranks_give_the_auc_of_any_labels_and_none_without_both()
    {
        var ranks = new RankedScores([3, null, 1, 2, 2]);
        Assert.Equal((1 + 1 + 1 + .5) / 4, ranks.Auc([true, true, false, true, false]));
        Assert.Equal(0, ranks.Auc([false, false, true, false, false]));
        Assert.Null(ranks.Auc([true, false, true, true, true]));
        Assert.Null(ranks.Auc([false, true, false, false, false]));
    }
}
