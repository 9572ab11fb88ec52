using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

public sealed class NgramTests
{
    [Property(MaxTest = 100)]
    public Property Ngrams_have_one_number_exactly_if_they_are_equal()
    {
        var cases = from pair in Sequences.Pairs.Generator from n in Gen.Choose(1, 9) select (pair.First, pair.Second, n);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var (first, second) = NgramNumbers.Of(x.First, x.Second, x.n);
            Assert.Equal((Math.Max(0, x.First.Length - x.n + 1), Math.Max(0, x.Second.Length - x.n + 1)), (first.Length, second.Length));
            var ngrams = Ngrams(x.First, x.n).Concat(Ngrams(x.Second, x.n)).ToList();
            var numbers = first.Concat(second).ToList();
            Assert.All(
                from i in Enumerable.Range(0, ngrams.Count) from j in Enumerable.Range(0, ngrams.Count) select (i, j),
                pair => Assert.Equal(ngrams[pair.i] == ngrams[pair.j], numbers[pair.i] == numbers[pair.j]));
        });
    }

    [Fact]
    public void Coverage_has_closed_forms()
    {
        int[] text = [.. Enumerable.Range(0, 20)];

        Assert.Equal(1, NgramCoverage.Of(text, text));
        Assert.Equal(0.25, NgramCoverage.Of(text, [3, 4, 5, 6, 7]));
        Assert.Equal(0, NgramCoverage.Of(text, [3, 4, 99, 5, 6]));
        Assert.Equal((0, 0), (NgramCoverage.Of([], text), NgramCoverage.Of(text, [])));
    }

    private static IEnumerable<string> Ngrams(int[] text, int n) =>
        Enumerable.Range(0, Math.Max(0, text.Length - n + 1)).Select(i => string.Join(',', text[i..(i + n)]));
}
