using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>What a run would do, without doing it.</summary>
/// <param name="Documents">Documents in the corpus (up to the limit) and in the calibration.</param>
/// <param name="Unreadable">Lines and records that cannot be read.</param>
/// <param name="LeftOut">Files of folders that were not read.</param>
/// <param name="Passes">One entry a model that scores.</param>
/// <param name="Pools">One entry a model that continues texts and kind of sample pool.</param>
/// <param name="Design">Which documents would be tested, and against which.</param>
public sealed record ProbePlan(
    long Documents, long Unreadable, long LeftOut, IReadOnlyList<PlannedPass> Passes, IReadOnlyList<PlannedGeneration> Pools, TestDesign Design)
{
    /// <summary>How conversations would be put together; null without one.</summary>
    public ChatSummary? Chat { get; init; }

    /// <summary>The first 100 parts of the corpus that are no document.</summary>
    public IReadOnlyList<CorpusDefect> NotRead { get; init; } = [];

    /// <summary>Documents whose tokens were counted; where these are not all, what <see cref="Passes"/> say is estimated from them.</summary>
    public long Counted { get; init; } = Documents;

    /// <summary>Tokens to feed, those to continue included.</summary>
    public long TokensToDecode => Passes.Sum(pass => pass.TokensToDecode) + Pools.Sum(pool => pool.Cost.PromptTokens);

    /// <summary>Seconds at the pace that was timed, all models together; null if that is not known.</summary>
    public double? Seconds => Passes.Sum(pass => pass.Seconds ?? double.NaN) + Pools.Sum(pool => pool.Seconds ?? double.NaN) is var sum
        && double.IsNaN(sum) ? null : sum;

    /// <summary>Tokens to produce, at most.</summary>
    public long TokensToProduce => Pools.Sum(pool => pool.Cost.ProducedTokens);

    /// <summary>Bytes of memory at the peak of scoring: one pass at a time (estimate).</summary>
    public long PeakMemory => Passes.Count == 0 ? 0 : Passes.Max(pass => pass.Memory);
}
