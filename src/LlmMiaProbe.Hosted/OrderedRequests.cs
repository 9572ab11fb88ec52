using System.Runtime.CompilerServices;

namespace LlmMiaProbe.Hosted;

/// <summary>Requests that run side by side and whose outcomes come in order.</summary>
internal static class OrderedRequests
{
    /// <summary>
    /// As soon as an outcome is taken, the next request is begun. If one request finds that no other will succeed, none is begun
    /// any more; those under way come to their end, their outcomes are yielded, so that what was paid for is kept, and then that is thrown.
    /// So it is with a cancellation, which ends what is under way.
    /// </summary>
    /// <param name="items">What to ask, read as requests are begun.</param>
    /// <param name="concurrency">Requests under way at a time, at least 1.</param>
    /// <param name="ahead">Requests under way, waiting, or answered while an earlier one is not, at least <paramref name="concurrency"/>.</param>
    /// <param name="request">Asks one.</param>
    /// <param name="cancellationToken">Ends what is under way, too.</param>
    public static async IAsyncEnumerable<TOutcome> RunAsync<TItem, TOutcome>(
        IAsyncEnumerable<TItem> items,
        int concurrency,
        int ahead,
        Func<TItem, CancellationToken, Task<TOutcome>> request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slots = new SemaphoreSlim(concurrency);
        ProbeException? end = null;
        Task<bool>? reading = null;
        var (tasks, isAtEnd) = (new Queue<Task<TOutcome>>(), false);
        await using var source = items.GetAsyncEnumerator(abandoned.Token);
        try
        {
            while (true)
            {
                while (tasks.Count < ahead && !isAtEnd && Volatile.Read(ref end) is null)
                {
                    reading ??= source.MoveNextAsync().AsTask();
                    if (tasks.TryPeek(out var first) && await Task.WhenAny(reading, EndOf(first)) != reading)
                    {
                        break;
                    }

                    // A reader that is cancelled has no more to ask; what was answered by then is yielded all the same.
                    await EndOf(reading);
                    isAtEnd = reading.IsCanceled || !await reading;
                    reading = null;
                    if (!isAtEnd)
                    {
                        tasks.Enqueue(StartAsync(source.Current));
                    }
                }

                if (!tasks.TryDequeue(out var next))
                {
                    break;
                }

                await EndOf(next);
                if (next.IsCompletedSuccessfully || next.Exception?.InnerException is not (null or ProbeException))
                {
                    yield return await next;
                }
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await EndOf(Task.WhenAll(tasks));
            await EndOf(reading ?? Task.CompletedTask);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (end is not null)
        {
            throw end;
        }

        async Task<TOutcome> StartAsync(TItem item)
        {
            await slots.WaitAsync(abandoned.Token);
            try
            {
                return Volatile.Read(ref end) is null ? await request(item, abandoned.Token) : throw new OperationCanceledException();
            }
            catch (ProbeException e)
            {
                Interlocked.CompareExchange(ref end, e, null);
                throw;
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private static Task EndOf(Task task) =>
        task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
