using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ExplorationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
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
    }
}
