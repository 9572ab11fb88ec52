using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

public sealed class GgufTensorTypeTests
{
    // Bits per weight as llama.cpp's quantisation tool documents them.
    [Theory]
    [InlineData("F32", 32.0)]
    [InlineData("F16", 16.0)]
    [InlineData("BF16", 16.0)]
    [InlineData("Q8_0", 8.5)]
    [InlineData("Q4_0", 4.5)]
    [InlineData("Q4_1", 5.0)]
    [InlineData("Q6_K", 6.5625)]
    [InlineData("Q4_K", 4.5)]
    [InlineData("IQ2_XXS", 2.0625)]
    [InlineData("IQ1_S", 1.5625)]
    [InlineData("TQ1_0", 1.6875)]
    [InlineData("MXFP4", 4.25)]
    public void A_block_takes_the_documented_bits_per_weight(string name, double bits)
    {
        GgufTensorType type = GgufTensorType.All.Single(candidate => candidate.Name == name);

        Assert.Equal(bits, 8.0 * type.BlockSize / type.BlockLength);
    }

    [Fact]
    public void Types_that_were_removed_from_the_format_are_unknown()
    {
        foreach (int id in (int[])[-1, 4, 5, 31, 32, 33, 36, 37, 38, 43])
        {
            Assert.Null(GgufTensorType.Find(id));
        }

        Assert.Equal(35, GgufTensorType.All.Count);
    }
}
