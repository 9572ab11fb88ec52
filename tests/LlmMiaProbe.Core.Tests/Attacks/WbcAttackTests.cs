using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class WbcAttackTests
{
    [Fact]
    public void Window_lengths_follow_the_formula_of_the_paper()
    {
        Assert.Equal([2, 3, 4, 5, 8, 11, 15, 21, 29, 40], WbcAttack.WindowLengths(2, 40, 10));
        Assert.Equal([1, 1, 1, 2, 2], WbcAttack.WindowLengths(1, 2, 5));
        Assert.Equal([7], WbcAttack.WindowLengths(7, 40, 1));
    }

    [Theory]
    [InlineData("wbc(smallest=2,largest=2,lengths=1)", new[] { 2f, -1, 0, 2 }, 2 / 3.0)]
    [InlineData("wbc(smallest=4,largest=4,lengths=1)", new[] { 2f, -1, 0, 2 }, 1)]
    [InlineData("wbc(smallest=9,largest=9,lengths=1)", new[] { 2f, -1, 0, 2 }, 1)]
    [InlineData("wbc(smallest=2,largest=3,lengths=2)", new[] { 1f, 1, -5 }, .25)]
    [InlineData("wbc(smallest=2,largest=3,lengths=2)", new[] { -1f, 2 }, 1)]
    [InlineData("wbc(smallest=2,largest=3,lengths=2)", new[] { .7f }, 1)]
    public void Vectors_of_LeakPros_unit_tests_are_reproduced(string attack, float[] differences, double expected) =>
        Assert.Equal(expected, Score(attack, differences), 1e-15);

    [Property]
    public Property Shares_match_a_count_in_whole_numbers()
    {
        var cases = from n in Gen.Choose(1, 60)
                    from eighths in Gen.Choose(-9, 9).ArrayOf(n)
                    from smallest in Gen.Choose(1, 12)
                    from largest in Gen.Choose(12, 80)
                    from lengths in Gen.Choose(2, 6)
                    select (eighths, smallest, largest, lengths);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var shares = WbcAttack.WindowLengths(x.smallest, x.largest, x.lengths).Select(w => Share(x.eighths, w));
            Assert.Equal(shares.Average(), Score($"wbc(smallest={x.smallest},largest={x.largest},lengths={x.lengths})", [.. x.eighths.Select(d => d / 8f)]), 1e-12);
        });

        static double Share(int[] d, int w)
        {
            w = Math.Min(w, d.Length);
            int above = 0, windows = 0;
            for (var end = w; end <= d.Length; end++, windows++)
            {
                above += d[..end].Sum() - d[..(end - w)].Sum() > 0 ? 1 : 0;
            }

            return (double)above / windows;
        }
    }

    [Fact]
    public void Equal_models_get_no_vote() => Assert.Equal(0, Score("wbc", new float[30]));

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(Evidence([]).ScoredBy("wbc").Reason);

    [Fact]
    public void A_reference_with_other_tokens_is_refused()
    {
        Assert.NotNull((Evidence([1, 2]) with { SameTokenizer = false }).ScoredBy("wbc").Reason);
        Assert.NotNull((Evidence([1, 2]) with { ReferenceTokens = [10, 12] }).ScoredBy("wbc").Reason);
    }

    private static double Score(string attack, float[] differences) =>
        Evidence(differences).ScoredBy(attack).Value ?? throw new InvalidOperationException("A value was expected.");

    private static TokenColumns Evidence(float[] differences) => new() { Target = differences, Reference = new float[differences.Length] };
}
