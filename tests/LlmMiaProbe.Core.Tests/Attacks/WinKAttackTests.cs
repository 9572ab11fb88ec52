using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class WinKAttackTests
{
    [Fact]
    public void A_worked_example_is_reproduced()
    {
        // Windows of 2: -1.5, -3.5, -3, -1; half of the four are averaged.
        Assert.Equal(-3.25, TokenColumns.Score("win-k(w=2,k=0.5)", -1, -2, -5, -1, -1).Value);
        Assert.Equal(-3.5, TokenColumns.Score("win-k(w=2,k=0.1)", -1, -2, -5, -1, -1).Value);
    }

    [Property]
    public Property Windows_of_one_token_are_min_k()
    {
        var cases = from lp in Gen.Choose(-9000, 0).Select(i => i / 1000f).NonEmptyListOf() from k in Gen.Choose(1, 100) select (lp.ToArray(), k / 100.0);
        return Prop.ForAll(cases.ToArbitrary(), x => Assert.Equal(
            TokenColumns.Score($"min-k(k={x.Item2})", x.Item1),
            TokenColumns.Score($"win-k(w=1,k={x.Item2})", x.Item1)));
    }

    [Property]
    public Property One_window_over_the_whole_text_is_the_loss() =>
        Prop.ForAll(Gen.Choose(-9000, 0).Select(i => i / 1000f).NonEmptyListOf().ToArbitrary(), lp => Assert.Equal(
            TokenColumns.Score("loss", [.. lp]).Value ?? double.NaN,
            TokenColumns.Score($"win-k(w={lp.Count + 3},k=0.2)", [.. lp]).Value ?? double.NaN,
            1e-12));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public void Equal_tokens_score_their_log_probability(int tokens) =>
        Assert.Equal(-2, TokenColumns.Score("win-k", [.. Enumerable.Repeat(-2f, tokens)]).Value);

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(TokenColumns.Score("win-k").Reason);
}
