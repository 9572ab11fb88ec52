using System.IO.Compression;
using System.Text;
using LlmMiaProbe.Core.Tests.Golden;
using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Core.Tests.Evidence;

public sealed class ZlibLengthMeterTests
{
    public static TheoryData<string> GoldenIds => [.. GoldenNumbers.AttackScores.Keys];

    // Lengths by classic zlib 1.2.13 at level 6.
    [Theory]
    [InlineData("", 8)]
    [InlineData("a", 9)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 51)]
    [InlineData("naïve café", 20)]
    public void Short_texts_have_the_lengths_of_classic_zlib(string text, int length) =>
        Assert.Equal(length, ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [MemberData(nameof(GoldenIds))]
    public void Documents_have_the_lengths_of_classic_zlib_up_to_five_bytes(string id)
    {
        var length = ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(GoldenNumbers.TextOf(id)));
        Assert.InRange(length - GoldenNumbers.AttackScores[id]["zlib_bytes"], -5, 5);
    }

    [Fact]
    public void One_text_leaves_nothing_behind_for_the_next()
    {
        var text = Encoding.UTF8.GetBytes(GoldenNumbers.Documents[0].Text);
        var alone = ZlibLengthMeter.Measure(text);
        ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("other text ", 10_000))));
        Assert.Equal(alone, ZlibLengthMeter.Measure(text));
    }

    [Fact]
    public void A_long_text_is_measured_to_its_end()
    {
        // What does not compress keeps its size: 200,000 noise bytes, near enough what the runtime's own compressor makes of them.
        var noise = new byte[200_000];
        new Random(7).NextBytes(noise);
        using var other = new MemoryStream();
        using (var stream = new ZLibStream(other, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(noise);
        }

        Assert.InRange(ZlibLengthMeter.Measure(noise), other.Length - 200, other.Length + 200);
    }
}
