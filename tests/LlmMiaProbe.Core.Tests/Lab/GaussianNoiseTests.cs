using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class GaussianNoiseTests
{
    [Fact]
    public void Noise_is_normal_with_the_deviation_asked_for()
    {
        var values = new float[200_001];
        GaussianNoise.Add(values, 3, 1, 2, 3);
        var sorted = values.Select(value => value / 3.0).Order().ToList();
        var largest = Enumerable.Range(0, sorted.Count).Max(i => Math.Abs(((i + 0.5) / sorted.Count) - MathNet.Numerics.Distributions.Normal.CDF(0, 1, sorted[i])));
        Assert.InRange(largest, 0, 1.95 / Math.Sqrt(sorted.Count));
    }

    [Fact]
    public void Every_step_and_tensor_has_its_own()
    {
        var noise = new[] { (1, 0, 0), (1, 0, 1), (1, 1, 0), (2, 0, 0) }.Select(key =>
        {
            var values = new float[1000];
            GaussianNoise.Add(values, 1, key.Item1, key.Item2, key.Item3);
            return values;
        }).ToList();
        for (var i = 0; i < noise.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.InRange(Math.Abs(noise[i].Zip(noise[j]).Sum(pair => pair.First * pair.Second)) / 1000, 0, 0.15);
            }
        }
    }

    [Fact]
    public void A_sample_holds_each_document_with_the_rate_asked_for()
    {
        TokenDocument[] documents = [.. Enumerable.Range(0, 1000).Select(i => new TokenDocument($"d{i}", [1], 1))];
        var sizes = Enumerable.Range(0, 50).Select(step => PoissonSample.Draw(documents, 0.1, 1, step).Count).ToList();
        Assert.InRange(sizes.Average(), 95, 105);
        Assert.True(sizes.Distinct().Count() > 10);
    }
}
