using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmMiaProbe.Hosted.Tests;

public sealed class OrderedRequestsTests
{
    [Property(MaxTest = 50)]
    public Property Outcomes_come_in_order_and_no_more_requests_are_under_way_than_allowed() =>
        Prop.ForAll(Gen.Choose(1, 5).ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), Gen.Choose(0, 3).ListOf().ToArbitrary(), async (concurrency, more, yields) =>
        {
            var (underWay, most, read, taken, farthest) = (0, 0, 0, 0, 0);
            var outcomes = new List<int>();
            await foreach (var outcome in OrderedRequests.RunAsync(Items(), concurrency, concurrency + more, AskAsync, default))
            {
                taken++;
                outcomes.Add(outcome);
            }

            Assert.Equal(Enumerable.Range(0, yields.Count), outcomes);
            Assert.InRange(most, 0, concurrency);
            Assert.InRange(farthest, 0, concurrency + more);

            async IAsyncEnumerable<(int Place, int Yields)> Items()
            {
                foreach (var (i, count) in yields.Index())
                {
                    await Task.Yield();
                    farthest = Math.Max(farthest, ++read - taken);
                    yield return (i, count);
                }
            }

            async Task<int> AskAsync((int Place, int Yields) item, CancellationToken cancellationToken)
            {
                var now = Interlocked.Increment(ref underWay);
                InterlockedMax(ref most, now);
                for (var i = 0; i < item.Yields; i++)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref underWay);
                return item.Place;
            }
        });

    [Fact]
    public async Task Others_go_on_while_one_takes_long()
    {
        var slow = new TaskCompletionSource();
        var answered = 0;
        await using var outcomes = OrderedRequests.RunAsync(Enumerable.Range(0, 40).ToAsyncEnumerable(), 2, 8, async (item, _) =>
        {
            if (item == 3)
            {
                await slow.Task;
            }

            if (Interlocked.Increment(ref answered) == 10)
            {
                // The first three, and seven of those that may be ahead of the slow one.
                slow.SetResult();
            }

            return item;
        }, default).GetAsyncEnumerator();
        for (var i = 0; i < 40; i++)
        {
            Assert.True(await outcomes.MoveNextAsync());
            Assert.Equal(i, outcomes.Current);
        }

        Assert.False(await outcomes.MoveNextAsync());
    }

    [Fact]
    public async Task After_an_end_of_all_nothing_more_is_read_or_asked_and_what_was_under_way_is_kept()
    {
        var (read, asked, outcomes) = (0, 0, new List<int>());
        var error = await Assert.ThrowsAsync<PrerequisiteException>(async () =>
        {
            await foreach (var outcome in OrderedRequests.RunAsync(Items(), 2, 6, AskAsync, default))
            {
                outcomes.Add(outcome);
            }
        });
        Assert.Equal("the budget is used up", error.Message);
        Assert.DoesNotContain(4, outcomes);
        Assert.Equal(outcomes.Order(), outcomes);
        Assert.InRange(asked, 5, 10);
        Assert.InRange(read, 5, 12);

        async IAsyncEnumerable<int> Items()
        {
            while (true)
            {
                await Task.Yield();
                yield return read++;
            }
        }

        async Task<int> AskAsync(int item, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            await Task.Yield();
            return item == 4 ? throw new PrerequisiteException("the budget is used up") : item;
        }
    }

    [Fact]
    public async Task What_was_answered_before_a_cancellation_is_yielded()
    {
        using var cancellation = new CancellationTokenSource();
        var (answered, outcomes) = (0, new List<int>());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var outcome in OrderedRequests.RunAsync(Enumerable.Range(0, 12).ToAsyncEnumerable(), 3, 12, AskAsync, cancellation.Token))
            {
                outcomes.Add(outcome);
            }
        });
        Assert.Equal(Enumerable.Range(1, 11), outcomes);

        async Task<int> AskAsync(int item, CancellationToken cancellationToken)
        {
            if (item == 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            await Task.Yield();
            if (Interlocked.Increment(ref answered) == 11)
            {
                await cancellation.CancelAsync();
            }

            return item;
        }
    }

    [Fact]
    public async Task Leaving_early_ends_what_is_under_way()
    {
        var (underWay, source) = (0, System.Threading.Channels.Channel.CreateUnbounded<int>());
        source.Writer.TryWrite(0);
        source.Writer.TryWrite(1);
        await foreach (var _ in OrderedRequests.RunAsync(source.Reader.ReadAllAsync(), 2, 4, AskAsync, default))
        {
            break;
        }

        Assert.Equal(0, underWay);

        async Task<int> AskAsync(int item, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref underWay);
            try
            {
                await Task.Delay(item == 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken);
                return item;
            }
            finally
            {
                Interlocked.Decrement(ref underWay);
            }
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Another was faster; look again.
        }
    }
}
