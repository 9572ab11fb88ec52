using System.Runtime.CompilerServices;

namespace LlmMiaProbe.Hosted;

/// <summary>Requests that run side by side and whose outcomes come in order.</summary>
internal static class OrderedRequests
{
    /// <summary>
    /// If one request finds that no other will succeed, none is begun any more; those under way come to their end, their
    /// outcomes are yielded, so that what was paid for is kept, and then that is thrown.
    /// </summary>
    /// <param name="items">What to ask.</param>
    /// <param name="concurrency">Requests under way at a time, at least 1.</param>
    /// <param name="request">Asks one.</param>
    /// <param name="cancellationToken">Ends what is under way, too.</param>
    public static async IAsyncEnumerable<TOutcome> RunAsync<TItem, TOutcome>(IReadOnlyList<TItem> items, int concurrency, Func<TItem, CancellationToken, Task<TOutcome>> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slots = new SemaphoreSlim(concurrency);
        ProbeException? end = null;
        List<Task<TOutcome>> tasks = [.. items.Select(item => StartAsync(item))];
        try
        {
            foreach (var task in tasks)
            {
                await EndOf(task);
                if (task.IsCompletedSuccessfully || task.Exception?.InnerException is not (null or ProbeException))
                {
                    yield return await task;
                }
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await EndOf(Task.WhenAll(tasks));
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

    private static Task EndOf(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
