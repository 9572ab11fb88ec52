namespace LlmMiaProbe.Local;

/// <summary>How many contexts work side by side, and their shape.</summary>
/// <param name="Count">Lanes; 1 where one context with all threads does everything.</param>
/// <param name="Context">Shape of each, with its share of the threads.</param>
internal readonly record struct LaneShape(int Count, ContextShape Context)
{
    /// <summary>Texts with more inputs keep all threads busy by themselves. One micro-batch, so that a text is cut alike in and out of a lane.</summary>
    public const int LongestInput = 512;

    // Of the machine's memory.
    private const int MemoryShare = 8;

    /// <summary>
    /// As many lanes as threads, fewer where their contexts would take more than an eighth of the memory, or more than is free
    /// beside the weights; their threads add up to all.
    /// </summary>
    /// <param name="whole">Shape of the context with all threads.</param>
    /// <param name="bytesPerLane">Cache and logits of a context with <see cref="LongestInput"/> tokens.</param>
    /// <param name="memory">What the machine has, bytes.</param>
    /// <param name="taken">What weights and the large context take of it.</param>
    public static LaneShape Of(ContextShape whole, long bytesPerLane, long memory, long taken)
    {
        var most = whole.UsesGpu ? 1 : (int)Math.Clamp(Math.Min(memory / MemoryShare, memory - taken) / Math.Max(bytesPerLane, 1), 1, whole.Threads);
        var count = Enumerable.Range(1, most).Last(lanes => whole.Threads % lanes == 0);
        return new LaneShape(count, TokensOnly(whole) with { Threads = whole.Threads / count });
    }

    /// <summary>The shape of a context for texts of at most <see cref="LongestInput"/> inputs.</summary>
    public static ContextShape TokensOnly(ContextShape whole) => whole with
    {
        SequenceTokens = Math.Min(whole.SequenceTokens, LongestInput),
        BatchTokens = Math.Min(whole.BatchTokens, LongestInput),
    };
}
