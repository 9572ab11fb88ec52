using System.Runtime.ExceptionServices;

namespace LlmMiaProbe.Statistics;

/// <summary>Work that falls into parts, none of which needs another's result.</summary>
internal static class Cores
{
    /// <summary>What each item gives, in order, computed on all cores: the same results as one after the other.</summary>
    /// <param name="items">Read by one thread, before any work begins.</param>
    /// <param name="work">Touches nothing that another item's work writes, and no store. What it throws is thrown as it is.</param>
    /// <param name="cancellationToken">Stops between items.</param>
    public static TResult[] OnAllCores<T, TResult>(this IEnumerable<T> items, Func<T, TResult> work, CancellationToken cancellationToken = default)
    {
        var listed = items.ToArray();
        var results = new TResult[listed.Length];
        try
        {
            Parallel.For(0, listed.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => results[i] = work(listed[i]));
        }
        catch (AggregateException thrown)
        {
            ExceptionDispatchInfo.Throw(thrown.InnerExceptions[0]);
        }

        return results;
    }

    /// <summary>What both give; the second is computed on another core.</summary>
    public static (TFirst First, TSecond Second) Both<TFirst, TSecond>(Func<TFirst> first, Func<TSecond> second)
    {
        var other = Task.Run(second);
        return (first(), other.GetAwaiter().GetResult());
    }
}
