using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ScoreOffsetTests
{
    private static readonly double[][] Target = [[-.1, .1, 0], [0, 0, 27], [0, 0, 0]];
    private static readonly double[][][] In = [[[1, 2, -3]], [[-2, 4, 6], [0, 0, 0], [5, -7, -9]], []];
    private static readonly double[][][] Out = [.. In.Select(row => row.Select(sample => sample.Select(score => 10 - score).ToArray()).ToArray())];

    // TF Privacy's vectors: three augmentations of three documents, averaged over augmentations; of losses, so lower means member.
    [Theory]
    [InlineData(true, new[] { -5.0, 4, -5 }, new[] { 0.0, 9, 0 }, new[] { -10.0, -1, -10 })]
    [InlineData(false, new[] { -5.0, 4, -5 }, new[] { 0, 28 / 3.0, 1 / 6.0 }, new[] { -10, -4 / 3.0, -61 / 6.0 })]
    public void The_offsets_of_TF_Privacy_are_reproduced(bool median, double[] both, double[] inOnly, double[] outOnly)
    {
        for (var document = 0; document < 3; document++)
        {
            Assert.Equal(both[document], Average(document, (score, i, o) => ScoreOffset.Of(score, i, o), median), 12);
            Assert.Equal(inOnly[document], Average(document, (score, i, _) => ScoreOffset.Of(score, i), median), 12);
            Assert.Equal(outOnly[document], Average(document, (score, _, o) => ScoreOffset.Of(score, o), median), 12);
        }
    }

    [Fact]
    public void Nothing_is_centred_on_nothing() => Assert.Throws<ArgumentException>(() => ScoreOffset.Centres([[], []]));

    private static double Average(int document, Func<double, double, double, double> offset, bool median) => Enumerable.Range(0, 3).Average(augmentation => offset(
        Target[document][augmentation],
        ScoreOffset.Centres(Column(In, augmentation), median)[document],
        ScoreOffset.Centres(Column(Out, augmentation), median)[document]));

    private static double[][] Column(double[][][] samples, int augmentation) => [.. samples.Select(row => row.Select(sample => sample[augmentation]).ToArray())];
}
