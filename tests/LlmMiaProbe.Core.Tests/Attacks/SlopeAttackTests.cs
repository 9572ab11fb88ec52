using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class SlopeAttackTests
{
    [Property]
    public Property A_line_has_its_own_slope()
    {
        var cases = from n in Gen.Choose(2, 50) from start in Gen.Choose(-80, 0) from step in Gen.Choose(-16, 16) select (n, start, step);
        return Prop.ForAll(cases.ToArbitrary(), x => Assert.Equal(
            x.step / 8.0,
            TokenColumns.Score("slope", [.. Enumerable.Range(0, x.n).Select(t => x.start + (t * x.step / 8f))]).Value ?? double.NaN,
            1e-9));
    }

    [Fact]
    public void A_worked_example_is_reproduced() =>
        // Times -1, 0, 1 around their mean, values -1, -1, -4: (1 - 4) / 2.
        Assert.Equal(-1.5, TokenColumns.Score("slope(tokens=3)", -1, -1, -4, -50).Value);

    [Fact]
    public void Fewer_than_two_tokens_have_no_slope() => Assert.NotNull(TokenColumns.Score("slope", -1).Reason);
}
