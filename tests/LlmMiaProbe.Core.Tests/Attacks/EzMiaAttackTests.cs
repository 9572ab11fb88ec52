using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class EzMiaAttackTests
{
    private const string All = "ez-mia(skip-first=0)";

    [Fact]
    public void The_ratio_counts_error_positions_only()
    {
        // Vectors of LeakPro's unit test, which does not leave out the first position.
        Assert.Equal(3, Score(All, [2, -1, 9, 1], [true, true, false, true]));
        Assert.Equal(.25, Score(All, [.5f, -1.5f, -.5f, 0], [true, true, true, true]));
        Assert.Equal(2, Score(All, [1, -.5f, 1e6f, -1e6f], [true, true, false, false]));
    }

    [Fact]
    public void The_first_position_is_left_out_by_default()
    {
        Assert.Equal(1, Score("ez-mia", [2, -1, 9, 1], [true, true, false, true]));
        Assert.Equal(3, Score(All, [2, -1, 9, 1], [true, true, false, true]));
    }

    [Fact]
    public void Edge_cases_rank_as_in_the_appendix_of_the_paper()
    {
        var noErrors = Score(All, [-1, -2], [false, false]);
        var onlyUpALot = Score(All, [5, 4], [true, true]);
        var onlyUp = Score(All, [1, .5f], [true, true]);
        var steepest = Score(All, [1e6f, -1e-7f], [true, true]);
        var tooFew = Score(All, [-1, 3], [true, false]);
        var onlyDown = Score(All, [-1, -3], [true, true]);

        Assert.True(noErrors > onlyUpALot && onlyUpALot > onlyUp && onlyUp > steepest && steepest > tooFew);
        Assert.Equal(EzMiaAttack.NoErrorScore, noErrors);
        Assert.Equal(1e30 * (1 + (1.5 / 2.5)), onlyUp, 1e15);
        Assert.Equal(0, tooFew);
        Assert.Equal(0, onlyDown);
    }

    [Fact]
    public void One_error_position_is_enough_if_it_moved_up_only_or_if_one_is_asked_for()
    {
        Assert.Equal(1e30 * 1.5, Score(All, [1, -3], [true, false]), 1e15);
        Assert.Equal(0, Score(All, [-1, -3], [true, false]));
        Assert.Equal(2, Score("ez-mia(skip-first=0,min-errors=2)", [2, -1, -9], [true, true, false]));
        Assert.Equal(0, Score("ez-mia(skip-first=0,min-errors=3)", [2, -1, -9], [true, true, false]));
    }

    [Fact]
    public void Models_that_agree_everywhere_show_no_shift() =>
        Assert.Equal(EzMiaAttack.NoShift, Evidence([0, 0, 0], [true, true, true]).ScoredBy("ez-mia").Reason);

    [Fact]
    public void Nothing_is_judged_without_a_position()
    {
        Assert.NotNull(Evidence([], []).ScoredBy("ez-mia").Reason);
        Assert.Equal(EzMiaAttack.NoPosition, Evidence([1], [true]).ScoredBy("ez-mia").Reason);
        Assert.Equal(EzMiaAttack.NoErrorScore, Score("ez-mia", [1, 1], [true, false]));
    }

    [Fact]
    public void A_reference_with_other_tokens_is_refused()
    {
        var evidence = Evidence([2, -1, 9, 1], [true, true, true, true]);
        Assert.Contains("splits text differently", (evidence with { SameTokenizer = false }).ScoredBy("ez-mia").Reason, StringComparison.Ordinal);
        Assert.Contains("different tokens", (evidence with { ReferenceTokens = [10, 11, 12, 99] }).ScoredBy("ez-mia").Reason, StringComparison.Ordinal);
        Assert.Contains("different tokens", (evidence with { Reference = [-1, -1, -1], ReferenceTokens = [11, 12, 13] }).ScoredBy("ez-mia").Reason, StringComparison.Ordinal);
    }

    [Property]
    public Property Scores_order_documents_as_exact_arithmetic_does()
    {
        var document = from n in Gen.Choose(2, 8)
                       from quarters in Gen.Choose(-12, 12).ArrayOf(n)
                       from errors in Gen.Elements(true, false).ArrayOf(n)
                       select (quarters, errors);
        return Prop.ForAll(document.Two().ToArbitrary(), pair =>
        {
            if (Exact(pair.Item1) is { } first && Exact(pair.Item2) is { } second)
            {
                Assert.Equal(Math.Sign(Compare(first, second)), Math.Sign(Scored(pair.Item1).CompareTo(Scored(pair.Item2))));
            }
        });

        static double Scored((int[] Quarters, bool[] Errors) x) => Score(All, [.. x.Quarters.Select(q => q / 4f)], x.Errors);
    }

    /// <summary>(Band, P, N) in whole quarters; band 2 without errors, 1 with N = 0, 0 else; null without any shift.</summary>
    private static (int Band, long Up, long Down)? Exact((int[] Quarters, bool[] Errors) x)
    {
        var moved = x.Quarters.Where((_, t) => x.Errors[t]).ToArray();
        long up = moved.Where(q => q > 0).Sum(), down = -moved.Where(q => q < 0).Sum();
        return moved.Length == 0 ? (2, 0, 0)
            : (up, down) == (0, 0) ? null
            : down == 0 ? (1, up, 0)
            : moved.Length < 2 ? (0, 0, 1)
            : (0, up, down);
    }

    private static long Compare((int Band, long Up, long Down) a, (int Band, long Up, long Down) b) =>
        a.Band != b.Band ? a.Band - b.Band : a.Band == 0 ? (a.Up * b.Down) - (b.Up * a.Down) : a.Up - b.Up;

    private static double Score(string attack, float[] differences, bool[] errors) =>
        Evidence(differences, errors).ScoredBy(attack).Value ?? throw new InvalidOperationException("A value was expected.");

    private static TokenColumns Evidence(float[] differences, bool[] errors) =>
        new() { Target = differences, Reference = new float[differences.Length], Errors = errors };
}
