using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Core.Tests.Decoding;

public sealed class TokenSamplerTests
{
    private const int Draws = 4000;

    private static readonly DecodingScheme[] s_schemes =
    [
        DecodingScheme.Full, new() { Temperature = 0.5 }, new() { TopK = 3 }, new() { TopP = 0.7 }, new() { Temperature = 2, TopK = 5, TopP = 0.9 },
    ];

    [Property]
    public Property Evenly_spread_numbers_give_each_token_its_probability() => Prop.ForAll(
        Gen.Choose(-400, 400).Select(z => z / 100f).ArrayOf().Where(logits => logits.Length > 0).ToArbitrary(),
        logits => s_schemes.All(scheme =>
        {
            var sampler = new TokenSampler(scheme);
            var counts = new int[logits.Length];
            for (var i = 0; i < Draws; i++)
            {
                counts[sampler.Draw(logits, (i + 0.5) / Draws)]++;
            }

            var expected = Probabilities(logits, scheme);
            return counts.Zip(expected).All(pair => Math.Abs(((double)pair.First / Draws) - pair.Second) <= 2.0 / Draws);
        }));

    [Fact]
    public void Greedy_takes_the_likeliest_whatever_the_number()
    {
        var sampler = new TokenSampler(DecodingScheme.Greedy);
        Assert.All(new[] { 0, 0.5, 0.999 }, uniform => Assert.Equal(1, sampler.Draw([1, 3, 3, -1], uniform)));
    }

    [Fact]
    public void What_cannot_be_drawn_is_not_drawn_at_either_end()
    {
        var sampler = new TokenSampler(DecodingScheme.Full);
        float[] logits = [float.NegativeInfinity, -2000, 1, 1, -2000, float.NegativeInfinity];
        Assert.Equal(2, sampler.Draw(logits, 0));
        Assert.Equal(3, sampler.Draw(logits, 1 - Math.Pow(2, -53)));
    }

    [Fact]
    public void Broken_logits_are_an_error() =>
        Assert.Throws<ArithmeticException>(() => new TokenSampler(DecodingScheme.Full).Draw([1, float.NaN], 0.5));

    // Sorted, cut and normalised as the scheme's documentation says, without any of the program's code.
    private static double[] Probabilities(float[] logits, DecodingScheme scheme)
    {
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ThenBy(token => token).Take(scheme.TopK ?? logits.Length).ToList();
        var weights = order.Select(token => Math.Exp(logits[token] / scheme.Temperature)).ToList();
        var (total, reached, kept) = (weights.Sum(), 0.0, 0);
        while (kept < order.Count && (kept == 0 || scheme.TopP >= 1 || reached < scheme.TopP * total))
        {
            reached += weights[kept++];
        }

        var probabilities = new double[logits.Length];
        for (var i = 0; i < kept; i++)
        {
            probabilities[order[i]] = weights[i] / reached;
        }

        return probabilities;
    }
}
