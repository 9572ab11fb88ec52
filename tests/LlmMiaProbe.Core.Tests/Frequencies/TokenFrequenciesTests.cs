using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Frequencies;

namespace LlmMiaProbe.Core.Tests.Frequencies;

public sealed class TokenFrequenciesTests
{
    [Fact]
    public void Counts_are_smoothed_by_one_over_the_whole_vocabulary()
    {
        var table = new TokenFrequencies("t", 1, [3, 0, 1]);
        Assert.Equal(Math.Log(4 / 7.0), table.LogProb(0), 1e-15);
        Assert.Equal(Math.Log(1 / 7.0), table.LogProb(1), 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.LogProb(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.LogProb(-1));
    }

    [Property]
    public Property Probabilities_sum_to_one() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).Select(count => (long)count).NonEmptyListOf().ToArbitrary(), counts =>
        {
            var table = new TokenFrequencies("t", 1, [.. counts]);
            Assert.Equal(1, Enumerable.Range(0, counts.Count).Sum(token => Math.Exp(table.LogProb(token))), 1e-12);
        });

    [Fact]
    public void The_fingerprint_changes_with_tokenizer_and_counts()
    {
        var table = new TokenFrequencies("t", 1, [3, 0, 1]);
        Assert.Equal(table.Fingerprint, new TokenFrequencies("t", 1, [3, 0, 1]).Fingerprint);
        Assert.NotEqual(table.Fingerprint, new TokenFrequencies("u", 1, [3, 0, 1]).Fingerprint);
        Assert.NotEqual(table.Fingerprint, new TokenFrequencies("t", 1, [3, 1, 0]).Fingerprint);
    }

    [Fact]
    public void Impossible_counts_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TokenFrequencies("t", 1, []));
        Assert.Throws<ArgumentException>(() => new TokenFrequencies("t", 1, [1, -1]));
    }
}
