using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Core.Tests.Decoding;

public sealed class SampleStreamTests
{
    [Fact]
    public void The_numbers_are_those_of_SplitMix64() =>
        // The published outputs for state 1234567.
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(new SampleStream(1234567).Bits));

    [Fact]
    public void The_state_is_the_hash_that_is_documented() =>
        // Python: int.from_bytes(sha256(b"7 3\n" + struct.pack("<3i", 1, 2, 300)).digest()[:8], "little")
        Assert.Equal(13612816621473657801ul, SampleStream.Of(7, [1, 2, 300], 3).State);

    [Fact]
    public void Seed_prompt_and_sample_all_count()
    {
        var states = new HashSet<ulong>();
        for (var seed = 0; seed < 10; seed++)
        {
            for (var sample = 0; sample < 10; sample++)
            {
                states.Add(SampleStream.Of(seed, [1, 2], sample).State);
                states.Add(SampleStream.Of(seed, [2, 1], sample).State);
            }
        }

        Assert.Equal(200, states.Count);
    }

    [Fact]
    public void Uniform_numbers_are_uniform()
    {
        var numbers = Enumerable.Range(0, 10_000).Select(step => SampleStream.Of(1, [5], 2).Uniform(step)).ToList();

        Assert.All(numbers, number => Assert.InRange(number, 0, 1 - double.Epsilon));
        // A tenth each: 1,000 with a standard deviation of 30.
        Assert.All(numbers.CountBy(number => (int)(number * 10)), bin => Assert.InRange(bin.Value, 850, 1150));
    }
}
