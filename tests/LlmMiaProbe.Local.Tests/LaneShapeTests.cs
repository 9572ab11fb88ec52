using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests;

public sealed class LaneShapeTests
{
    private const long Mebibyte = 1L << 20;

    [Property]
    public Property Lanes_use_all_threads_and_never_more_than_an_eighth_of_the_memory_beside_the_first() => Prop.ForAll(
        Gen.Choose(1, 64).SelectMany(threads => Gen.Choose(1, 4096).SelectMany(lane => Gen.Choose(1, 100_000).Select(memory => (threads, lane, memory)))).ToArbitrary(),
        of =>
        {
            var lanes = LaneShape.Of(Whole(of.threads), of.lane * Mebibyte, of.memory * Mebibyte, taken: 0);
            return lanes.Count * lanes.Context.Threads == of.threads && (lanes.Count == 1 || (long)lanes.Count * of.lane <= of.memory / 8);
        });

    [Theory]
    [InlineData(2, 100, 24_000, 2)]
    [InlineData(16, 1_000, 64_000, 8)]
    [InlineData(6, 1_000, 32_000, 3)]
    [InlineData(16, 9_000, 64_000, 1)]
    public void Large_contexts_share_threads_among_fewer_lanes(int threads, int laneMebibytes, int memoryMebibytes, int lanes) =>
        Assert.Equal(lanes, LaneShape.Of(Whole(threads), laneMebibytes * Mebibyte, memoryMebibytes * Mebibyte, taken: 0).Count);

    [Fact]
    public void Weights_that_leave_no_room_leave_one_lane() => Assert.Equal(1, LaneShape.Of(Whole(16), 500 * Mebibyte, 32_000 * Mebibyte, taken: 31_600 * Mebibyte).Count);

    [Fact]
    public void A_GPU_has_one_lane() => Assert.Equal(1, LaneShape.Of(Whole(8) with { UsesGpu = true }, 1, long.MaxValue, taken: 0).Count);

    [Theory]
    [InlineData(2_048, 512)]
    [InlineData(128, 128)]
    public void A_lane_cuts_its_texts_into_micro_batches_as_the_large_context_does(int context, int tokens)
    {
        var whole = ContextShape.ForOne(context, 50_304, threads: 2, NumericPolicy.Exact);
        var lane = LaneShape.TokensOnly(whole);
        Assert.Equal((tokens, whole.MicroBatchTokens, whole.Sequences), (lane.SequenceTokens, lane.MicroBatchTokens, lane.Sequences));
        Assert.True(lane.BatchTokens >= lane.MicroBatchTokens);
    }

    private static ContextShape Whole(int threads) => ContextShape.ForOne(2_048, 50_304, threads, NumericPolicy.Exact);
}
