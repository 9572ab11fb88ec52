using System.Runtime.CompilerServices;

namespace LlmMiaProbe.Hosted;

/// <summary>Requests that run side by side and whose outcomes come in order.</summary>
internal static class OrderedRequests
{
    /// <summary>
    /// If one request finds that no other will succeed, the outcomes that are there are yielded first, so that they are
    /// kept, and then that is thrown.
    /// </summary>
    public static async IAsyncEnumerable<TOutcome> RunAsync<TItem, TOutcome>(IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TOutcome>> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ProbeException? end = null;
        List<Task<TOutcome>> tasks = [.. items.Select(item => StartAsync(item))];
        try
        {
            foreach (var task in tasks)
            {
                await task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                if (task.IsCompletedSuccessfully)
                {
                    yield return await task;
                }
                else if (end is null && !cancellationToken.IsCancellationRequested && task.IsFaulted && task.Exception.InnerException is not (ProbeException or OperationCanceledException))
                {
                    await task;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (end is not null)
        {
            throw end;
        }

        async Task<TOutcome> StartAsync(TItem item)
        {
            try
            {
                return await request(item, stop.Token);
            }
            catch (ProbeException e)
            {
                Interlocked.CompareExchange(ref end, e, null);
                await stop.CancelAsync();
                throw;
            }
        }
    }
}
