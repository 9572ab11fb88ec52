using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

public sealed class SamplePoolTests
{
    [Fact]
    public void Samia_is_the_mean_recall_and_its_variant_weighs_by_zlib()
    {
        string[] samples = ["the cat sat", "a dog ran away", "the cat sat on the mat"];

        var samia = Samia.Of("the cat sat on the mat", samples);

        double[] recalls = [3.0 / 6, 0, 1];
        Assert.Equal(recalls.Average(), samia.Recall, 12);
        Assert.Equal(recalls.Zip(samples, (recall, sample) => recall * ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(sample))).Average(), samia.RecallTimesZlib, 9);
    }

    [Fact]
    public void Peakedness_counts_samples_near_the_greedy_text()
    {
        int[] greedy = [.. Enumerable.Range(0, 100)];
        int[] Changed(int count) => [.. greedy.Select(token => token < count ? -1 : token)];
        List<int[]> samples = [greedy, Changed(5), Changed(6), Changed(100), [.. greedy, 1, 2, 3]];

        Assert.Equal(3.0 / 5, Peakedness.Of(greedy, samples));
        Assert.Equal(2.0 / 5, Peakedness.Of(greedy, samples, alpha: 0));
        Assert.Equal(1, Peakedness.Of(greedy, samples, alpha: 1));
    }

    [Fact]
    public void The_longest_text_of_the_pool_sets_the_bound_of_peakedness()
    {
        Assert.Equal(0, Peakedness.Of([1, 2], [[1, 3]]));
        Assert.Equal(.5, Peakedness.Of([1, 2], [[1, 3], [.. Enumerable.Range(10, 20)]]));
    }

    /// <summary>The figures of the survey of extraction methods: 26% of 10 samples, 13.9% of 20, and so on.</summary>
    [Theory]
    [InlineData(10, .26, 2)]
    [InlineData(20, .139, 3)]
    [InlineData(50, .058, 3)]
    [InlineData(100, .030, 3)]
    [InlineData(1000, .003, 3)]
    public void Without_a_hit_the_probability_is_bounded(int samples, double bound, int digits)
    {
        Assert.Equal(bound, SampledExtraction.UpperBoundWithoutHit(samples), digits);
        Assert.Equal(.05, Math.Pow(1 - SampledExtraction.UpperBoundWithoutHit(samples), samples), 12);
    }

    [Fact]
    public void Extraction_by_sampling_counts_within_the_distance()
    {
        int[] suffix = [1, 2, 3, 4, 5];
        List<int[]> samples = [suffix, [1, 2, 3, 4, 6], [1, 2, 4, 5], [9, 9, 9, 9, 9]];

        Assert.Equal((1, 3, 4), (SampledExtraction.Of(suffix, samples, 0).Hits, SampledExtraction.Of(suffix, samples, 1).Hits, SampledExtraction.Of(suffix, samples, 5).Hits));
        var one = SampledExtraction.Of(suffix, samples, 1);
        Assert.Equal(.75, one.Share);
        Assert.Equal(LlmMiaProbe.Statistics.ClopperPearson.Of(3, 4), one.Interval);
        Assert.Null(one.BoundWithoutHit);
        Assert.Equal(1 - Math.Pow(.05, .25), SampledExtraction.Of([7], samples, 0).BoundWithoutHit ?? 0, 12);
    }

    [Fact]
    public void A_secret_that_every_model_names_stands_out_from_none()
    {
        var consistent = SecretConsistency.Of(["123456", "123456 ", "hunter9x", "123456"], ["123456", "123456", "123456", "qwerty"]);

        Assert.Equal(("123456", 3, 4), (consistent.Mode, consistent.Count, consistent.Samples));
        Assert.Equal((.75, 0, true), (consistent.Share, consistent.Excess, consistent.IsCommon));
    }

    [Fact]
    public void A_secret_of_its_own_stands_out_by_its_whole_share()
    {
        var consistent = SecretConsistency.Of(["x7!kQ", "x7!kQ", "b", "a"], ["a", "b"]);

        Assert.Equal(("x7!kQ", .5, .5, false), (consistent.Mode, consistent.Share, consistent.Excess, consistent.IsCommon));
        Assert.InRange(consistent.Interval.Low, .06, .07);
        Assert.Null(SecretConsistency.Of(["b", "a"], []).Excess);
        Assert.Equal("a", SecretConsistency.Of(["b", "a"], []).Mode);
    }

    [Theory]
    [InlineData("1234", true)]
    [InlineData("PASSWORD", true)]
    [InlineData("70743012", false)]
    public void Common_secrets_are_listed(string secret, bool isCommon)
    {
        Assert.Equal(isCommon, CommonSecrets.Contains(secret));
        Assert.InRange(CommonSecrets.Count, 100, 200);
    }
}
