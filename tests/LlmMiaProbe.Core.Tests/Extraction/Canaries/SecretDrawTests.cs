using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Extraction.Canaries;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Core.Tests.Extraction.Canaries;

public sealed class SecretDrawTests
{
    private static readonly SecretAlphabet Digits = new("0123456789", 8);

    /// <summary>From the SHA-256 of "7\ncanary-00\n0" and of "7\ncanary-01/references\n0", byte mod 10, computed elsewhere.</summary>
    [Fact]
    public void Anyone_can_repeat_the_draw()
    {
        Assert.Equal("09453675", SecretDraw.Draw("7", "canary-00", Digits));
        Assert.Equal(["70471314", "28720324"], new SecretDraw("7", "canary-01/references").Others("none", 2, Digits));
    }

    [Theory]
    [InlineData("0123456789")]
    [InlineData("abc")]
    [InlineData("αβγδε😀日")]
    public void Every_symbol_is_equally_likely(string symbols)
    {
        var alphabet = new SecretAlphabet(symbols, 200);
        var drawn = Enumerable.Range(0, 50).SelectMany(i => SecretDraw.Draw("seed", $"{i}", alphabet).EnumerateRunes()).GroupBy(rune => rune).Select(same => same.Count()).ToList();

        Assert.Equal(alphabet.SymbolCount, drawn.Count);
        var expected = 10_000.0 / alphabet.SymbolCount;
        var chiSquare = drawn.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(ChiSquared.CDF(alphabet.SymbolCount - 1, chiSquare), .001, .999);
    }

    [Property]
    public Property References_are_different_from_each_other_and_from_the_canary()
    {
        var alphabet = new SecretAlphabet("01", 4);
        var cases = from own in Gen.Choose(0, 15) from count in Gen.Choose(0, 15) select (own: Convert.ToString(own, 2).PadLeft(4, '0'), count);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var others = new SecretDraw("s", x.own).Others(x.own, x.count, alphabet);
            Assert.Equal(x.count, others.Distinct().Count());
            Assert.DoesNotContain(x.own, others);
            Assert.All(others, other => Assert.True(alphabet.Holds(other)));
        });
    }

    [Theory]
    [InlineData("a", 3)]
    [InlineData("aa", 3)]
    [InlineData("ab", 0)]
    [InlineData("ab", 257)]
    public void Alphabets_and_lengths_have_bounds(string symbols, int length) =>
        Assert.Throws<ConfigurationException>(() => new SecretAlphabet(symbols, length));

    [Fact]
    public void More_references_than_secrets_are_refused()
    {
        new SecretAlphabet("0123456789", 2).RequireReferences(99);
        var refused = Assert.Throws<ConfigurationException>(() => new SecretAlphabet("0123456789", 2).RequireReferences(100));
        Assert.Equal("100 references cannot be drawn: there are only 100 secrets of 2 symbols out of 10; ask for fewer references or longer secrets.", refused.Message);
    }
}
