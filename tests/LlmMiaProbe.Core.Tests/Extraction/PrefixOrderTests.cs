using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class PrefixOrderTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void The_tokens_stay_and_their_order_never_does(int length)
    {
        int[] prefix = [.. Enumerable.Range(100, length)];
        for (var seed = 0; seed < 50; seed++)
        {
            var shuffled = new PrefixOrder(length, seed).Apply(prefix);
            Assert.Equal(prefix, shuffled.Order());
            Assert.NotEqual(prefix, shuffled);
        }
    }

    [Fact]
    public void The_seed_decides()
    {
        int[] prefix = [.. Enumerable.Range(0, 50)];
        Assert.Equal(new PrefixOrder(50, 3).Apply(prefix), new PrefixOrder(50, 3).Apply(prefix));
        Assert.NotEqual(new PrefixOrder(50, 3).Apply(prefix), new PrefixOrder(50, 4).Apply(prefix));
    }
}
